import type { Asset } from './asset.ts';

/** What identifies an uploaded revision. */
export const REVISION_FIELDS = [
  'asset_id',
  'resource_type',
  'type',
  'public_id',
  'version',
  'version_id',
  'format',
] as const;

/** One accepted upload: a revision that existed, and until when. */
export interface AcceptedUpload extends Readonly<Pick<Asset, (typeof REVISION_FIELDS)[number]>> {
  readonly at: Date;
  readonly md5: string;
  readonly bytes: number;
  /** When other bytes replaced it. */
  supersededAt?: Date;
  /** When the asset was deleted with these bytes in place. */
  deletedAt?: Date;
}

/** One event, with the body of its notification. */
export interface LibraryEvent {
  readonly at: Date;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

/** One request that reached this cloud. */
export interface LoggedRequest {
  readonly at: Date;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  status?: number;
  /** The kind of fault that struck it. */
  fault?: string;
}
