import type { OriginalBytes } from '../bytes/original-bytes.ts';

/** The part of an asset's identity that a path of the Upload API starts with. */
export type ResourceType = 'image' | 'video' | 'raw';

/** Identity as Cloudinary defines it: one public_id may exist per resource type and per delivery type. */
export interface Identity {
  resource_type: string;
  type: string;
  public_id: string;
}

/** One copy that native backup made of a revision. */
export interface BackupCopy {
  readonly version_id: string;
  readonly version: number;
  readonly format: string | undefined;
  readonly md5: string;
  readonly bytes: number;
  readonly key: string;
  readonly at: Date;
  /** False until the copy has arrived in the store. */
  ready: boolean;
}

/** The decision of one moderation. */
export interface Moderation {
  kind: string;
  status: 'pending' | 'approved' | 'rejected';
  updatedAt: Date;
}

/**
 * One asset with the bytes of its newest revision, its fields under Cloudinary's names. Tags, context and metadata are
 * replaced and never changed in place, so that answers and logs may share them.
 */
export interface Asset extends Identity {
  asset_id: string;
  resource_type: ResourceType;
  /** UNIX seconds of the newest upload: two overwrites in one second share it. */
  version: number;
  version_id: string;
  /** Undefined for raw, whose public_id carries the extension. */
  format: string | undefined;
  original: OriginalBytes;
  created_at: Date;
  uploaded_at: Date;
  tags: string[];
  context: Record<string, string>;
  metadata: Record<string, unknown>;
  asset_folder: string;
  display_name: string;
  access_control: unknown[] | undefined;
  /** The older form of protection: `authenticated` makes an asset of type `upload` need a signature. */
  access_mode: 'public' | 'authenticated' | undefined;
  original_filename: string | undefined;
  /** Rectangles as x, y, width and height. */
  custom_coordinates: number[][] | undefined;
  face_coordinates: number[][] | undefined;
  moderation: Moderation[];
  /** The original is withdrawn by moderation. */
  withdrawn: boolean;
  deletedAt: Date | undefined;
  backups: BackupCopy[];
  /** Order of creation, which listings keep. */
  sequence: number;
}

/** The original is not there: deleted with a backup, or withdrawn by moderation. */
export function isPlaceholder(asset: Asset): boolean {
  return asset.withdrawn || asset.deletedAt !== undefined;
}

/** The named fields of an asset, for an answer or a notification. */
export function fieldsOf<K extends keyof Asset>(asset: Asset, ...names: K[]): Pick<Asset, K> {
  // Exactly the named fields, which the type of `fromEntries` cannot say.
  return Object.fromEntries(names.map((name) => [name, asset[name]])) as Pick<Asset, K>;
}
