/** One accepted upload: a revision that existed, and until when. */
export interface AcceptedUpload {
  readonly at: Date;
  readonly asset_id: string;
  readonly resource_type: string;
  readonly type: string;
  readonly public_id: string;
  readonly version: number;
  readonly version_id: string;
  readonly md5: string;
  readonly bytes: number;
  readonly format: string | undefined;
  /** When other bytes took its place. */
  supersededAt?: Date;
  /** When the asset was deleted with these bytes in place. */
  deletedAt?: Date;
}

/** One event as its notification tells it. */
export interface LibraryEvent {
  readonly at: Date;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

/** One request that reached this environment. */
export interface LoggedRequest {
  readonly at: Date;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  status?: number;
  /** The kind of fault that struck it. */
  fault?: string;
}
