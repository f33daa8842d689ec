import type { OriginalBytes } from '../bytes/original-bytes.ts';

/** The part of an asset's identity that a path of the Upload API starts with. */
export type ResourceType = 'image' | 'video' | 'raw';

/** One copy that native backup made of a revision. */
export interface BackupCopy {
  readonly versionId: string;
  readonly version: number;
  readonly format: string | undefined;
  readonly md5: string;
  readonly bytes: number;
  readonly key: string;
  readonly at: Date;
  /** False until the copy has arrived in the store. */
  ready: boolean;
}

/** The verdict of one moderation. */
export interface Moderation {
  kind: string;
  status: 'pending' | 'approved' | 'rejected';
  updatedAt: Date;
}

/** One asset with the bytes of its newest revision. */
export interface Asset {
  assetId: string;
  resourceType: ResourceType;
  type: string;
  publicId: string;
  /** UNIX seconds of the newest upload: two overwrites in one second share it. */
  version: number;
  versionId: string;
  /** Undefined for raw, whose public_id carries the extension. */
  format: string | undefined;
  original: OriginalBytes;
  createdAt: Date;
  uploadedAt: Date;
  tags: string[];
  context: Record<string, string>;
  metadata: Record<string, unknown>;
  assetFolder: string;
  displayName: string;
  accessControl: unknown[] | undefined;
  originalFilename: string | undefined;
  customCoordinates: string | undefined;
  faceCoordinates: string | undefined;
  moderation: Moderation[];
  /** The original is withdrawn by moderation. */
  withdrawn: boolean;
  deletedAt: Date | undefined;
  backups: BackupCopy[];
  /** Order of creation, which listings keep. */
  sequence: number;
}

/** Identity as Cloudinary defines it: one public_id may exist per resource type and per delivery type. */
export function identityOf(asset: { resourceType: string; type: string; publicId: string }): string {
  return `${asset.resourceType}/${asset.type}/${asset.publicId}`;
}

/** The original is not there: deleted with a backup, or withdrawn by moderation. */
export function isPlaceholder(asset: Asset): boolean {
  return asset.withdrawn || asset.deletedAt !== undefined;
}
