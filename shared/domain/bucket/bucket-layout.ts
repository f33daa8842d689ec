import { createHash } from 'node:crypto';
import type { AssetIdentity } from '../asset/asset.ts';
import type { Revision } from '../asset/revision.ts';
import { encodePublicId, encodeSegment, publicIdBytes } from './public-id-encoding.ts';

declare const objectKey: unique symbol;

/** A key that this module made. The sink accepts no others, so this file alone defines the layout. */
export type ObjectKey = string & { readonly [objectKey]: true };

/** Everything that the pipeline writes, except the markers. */
export const PIPELINE_PREFIX = 'pipeline/';
/** Revisions, laid out as Cloudinary's own backup lays out its copies. */
export const REVISIONS_PREFIX = 'pipeline/res/';
export const JOURNAL_PREFIX = 'pipeline/journal/';
/** Complete listings of the library, one folder for each run. */
export const INVENTORY_PREFIX = 'pipeline/inventory/';
/** Completeness and verify reports. */
export const REPORTS_PREFIX = 'pipeline/reports/';
/** Cloudinary's own backup, which the pipeline reads and never writes. */
export const NATIVE_BACKUP_PREFIX = 'res/';
export const MARKER_PREFIX = '.wellknown/cloudinary/';

/** What identifies a revision among those of its asset. */
type NamedRevision = Pick<Revision, 'version' | 'format'>;

/** S3's limit on a key, in bytes. Keys made here are ASCII: one byte for each character. */
const MAX_KEY_LENGTH = 1024;
/** Where the public_id part of a key is cut if the key would be too long. */
const CUT_LENGTH = 700;

function objectKeyOf(text: string): ObjectKey {
  return text as ObjectKey; // the only cast: every key is made in this file
}

/**
 * The empty object that whitelists the bucket for a cloud.
 *
 * Source: https://cloudinary.com/documentation/upload_images#upload_from_a_private_storage_url_amazon_s3_or_google_cloud
 */
export function markerKey(cloud: string): ObjectKey {
  return objectKeyOf(`${MARKER_PREFIX}${cloud}`);
}

function cutPublicId(encoded: string, publicId: string): string {
  const cut = encoded.slice(0, CUT_LENGTH).replace(/%[0-9A-F]?$/, '');
  const digest = createHash('sha256').update(publicIdBytes(publicId)).digest('hex').slice(0, 32);
  return `${cut}~${digest}`;
}

function assetFolder(prefix: string, cloud: string, asset: AssetIdentity, publicIdPart: string): string {
  return `${prefix}${encodeSegment(cloud)}/${encodeSegment(asset.resource_type)}/${encodeSegment(asset.type)}/${publicIdPart}/`;
}

function fullFolder(cloud: string, asset: AssetIdentity): string {
  return assetFolder(REVISIONS_PREFIX, cloud, asset, encodePublicId(asset.public_id));
}

function cutFolder(cloud: string, asset: AssetIdentity): string {
  return assetFolder(REVISIONS_PREFIX, cloud, asset, cutPublicId(encodePublicId(asset.public_id), asset.public_id));
}

function fileName(revision: NamedRevision, discriminator: string): string {
  const extension = revision.format === undefined ? '' : `.${encodeSegment(revision.format)}`;
  return `${revision.version}${discriminator}${extension}`;
}

function keyOf(cloud: string, asset: AssetIdentity, file: string): ObjectKey {
  const key = fullFolder(cloud, asset) + file;
  return objectKeyOf(key.length <= MAX_KEY_LENGTH ? key : cutFolder(cloud, asset) + file);
}

/** `pipeline/res/<cloud>/<resource_type>/<type>/<public_id>/<version>.<format>` */
export function revisionKey(cloud: string, asset: AssetIdentity, revision: NamedRevision): ObjectKey {
  return keyOf(cloud, asset, fileName(revision, ''));
}

/** The key of a revision whose own key holds other bytes: `<version>-<md5>.<format>`. */
export function alternativeRevisionKey(
  cloud: string,
  asset: AssetIdentity,
  revision: NamedRevision,
  md5: string,
): ObjectKey {
  return keyOf(cloud, asset, fileName(revision, `-${md5}`));
}

/**
 * The folders (with their trailing `/`) to list for the revisions of an asset: one, or two if the public_id is so long
 * that only some of its keys had to be cut.
 */
export function revisionFolders(cloud: string, asset: AssetIdentity): readonly string[] {
  const full = fullFolder(cloud, asset);
  const longestFile = `${Number.MAX_SAFE_INTEGER}-${'0'.repeat(32)}.${'x'.repeat(32)}`;
  const folders = full.length < MAX_KEY_LENGTH ? [full] : [];
  return full.length + longestFile.length > MAX_KEY_LENGTH ? [...folders, cutFolder(cloud, asset)] : folders;
}

/** A file name in an asset's folder, taken apart. */
export interface RevisionFileName {
  readonly version: number;
  readonly md5?: string;
  readonly format?: string;
}

/**
 * Takes a revision's file name apart; `undefined` for any other name. A public_id may be the prefix of another one (`a`
 * and `a/1700000000.jpg`), so a folder can hold more than the revisions of its asset: list it with a delimiter, and use
 * only the names that this function accepts.
 */
export function parseRevisionFileName(name: string): RevisionFileName | undefined {
  const [, digits, md5, format] = /^(0|[1-9]\d{0,15})(?:-([0-9a-f]{32}))?(?:\.([^/]+))?$/.exec(name) ?? [];
  const version = Number(digits);
  if (!Number.isSafeInteger(version)) return undefined;
  return { version, ...(md5 !== undefined && { md5 }), ...(format !== undefined && { format }) };
}

/**
 * The folders in which Cloudinary's own backup may keep an asset. How it encodes spaces and Unicode is unpublished, so
 * these are all candidates, and length and MD5 decide.
 *
 * Source: https://support.cloudinary.com/hc/en-us/articles/213994945
 */
export function nativeBackupFolders(cloud: string, asset: AssetIdentity): readonly string[] {
  const strict = encodePublicId(asset.public_id);
  const lenient = strict.replaceAll(/%(?:20|2B|2C|7E|28|29|21|2A|27|40|24|3D)/g, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  );
  const candidates = new Set([strict, asset.public_id, lenient, strict.replaceAll('%20', '+')]);
  return [...candidates]
    .map((publicIdPart) => assetFolder(NATIVE_BACKUP_PREFIX, cloud, asset, publicIdPart))
    .filter((folder) => folder.isWellFormed() && Buffer.byteLength(folder) <= MAX_KEY_LENGTH);
}

/**
 * `pipeline/journal/<cloud>/YYYY/MM/DD/HH/<ulid>.ndjson`, under the hour of writing.
 *
 * @param ulid the batch's; its time is the time of writing
 */
export function journalKey(cloud: string, writtenAt: Date, ulid: string): ObjectKey {
  const hour = writtenAt.toISOString().slice(0, 13).replaceAll('-', '/').replace('T', '/');
  return objectKeyOf(`${JOURNAL_PREFIX}${encodeSegment(cloud)}/${hour}/${ulid}.ndjson`);
}

/** `pipeline/journal/<cloud>/`, or the beginning of its keys since the hour of a moment. */
export function journalFolder(cloud: string): string {
  return `${JOURNAL_PREFIX}${encodeSegment(cloud)}/`;
}

/** Every key of the journal that was written in the hour of a moment or later sorts after this one. */
export function journalKeyBefore(cloud: string, moment: string): string {
  return `${journalFolder(cloud)}${moment.slice(0, 13).replaceAll('-', '/').replace('T', '/')}`;
}

/** `pipeline/res/<cloud>/`: every revision of a cloud. */
export function revisionsFolder(cloud: string): string {
  return `${REVISIONS_PREFIX}${encodeSegment(cloud)}/`;
}

/** `pipeline/inventory/<cloud>/`: a folder for each run. */
export function inventoryFolder(cloud: string): string {
  return `${INVENTORY_PREFIX}${encodeSegment(cloud)}/`;
}

/** `pipeline/reports/<cloud>/verify/`: a folder for each run of verify. */
export function verifyFolder(cloud: string): string {
  return `${REPORTS_PREFIX}${encodeSegment(cloud)}/verify/`;
}

/** `pipeline/reports/<cloud>/inventory/`: a folder for each inventory run. */
export function completenessFolder(cloud: string): string {
  return `${REPORTS_PREFIX}${encodeSegment(cloud)}/inventory/`;
}

/**
 * A file of a run.
 *
 * @param folder one of the folders above
 * @param startedAt when the run was started, with milliseconds: `2026-11-21T02:30:00.000Z`
 */
export function runKey(folder: string, startedAt: string, file: string): ObjectKey {
  return objectKeyOf(`${folder}${startedAt}/${file}`);
}

function twoDigits(shard: number): string {
  return String(shard).padStart(2, '0');
}

/**
 * The name of a file that one step of a run wrote for one shard: `part-SS-NNNNN.ndjson.gz`. Names of files that only
 * the run itself needs begin with `_`, which query engines skip.
 */
export function shardFile(kind: ShardFileKind, shard: number, number: number): string {
  return `${kind}-${twoDigits(shard)}-${String(number).padStart(5, '0')}.ndjson.gz`;
}

/**
 * - `part`: the rows of a finished inventory
 * - `_listed`: what Cloudinary listed; `_journal`: entries of the journal by shard
 * - `_expected`: revisions that should be in the bucket; `_found`: objects that are
 * - `_read`: problems found by reading objects; `_problems`: all problems; `_unrecorded`: objects that nothing records
 * - `_later`: what the journal has recorded since the run began; `_concluded`: the outcome of each problem
 */
export type ShardFileKind =
  | ('part' | '_listed' | '_journal' | '_expected' | '_found')
  | ('_read' | '_problems' | '_unrecorded' | '_later' | '_concluded');
