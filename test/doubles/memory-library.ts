import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import { identityText } from '#shared/domain/asset/asset.ts';
import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import type { AssetHint } from '#shared/domain/cloudinary/notification.ts';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { instantOfSeconds } from '#shared/domain/text/instant.ts';
import { type ByteSource, byteSourceOf } from '#shared/usecases/byte-source.ts';
import type { CloudApi } from '#shared/usecases/worker/cloud-api.ts';
import { md5 } from './byte-sources.ts';

/** An asset as the library holds it. */
export interface HeldAsset extends AssetIdentity {
  readonly asset_id: string;
  version: number;
  version_id: string;
  body: Uint8Array;
  tags: readonly string[];
  placeholder: boolean;
  public_id: string;
  type: string;
  context: Readonly<Record<string, string>>;
  metadata: Readonly<Record<string, unknown>>;
  asset_folder: string;
  readonly created: number;
}

/** What an upload may set beside its public_id and bytes. */
export interface UploadOptions {
  readonly resource_type?: string;
  readonly type?: string;
  readonly tags?: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** One call to the cloud. */
export type LibraryCall = 'download' | 'downloadBackup' | 'currentAsset';

/** What the Admin API says about an asset. */
export function describedAsset(held: HeldAsset): CurrentAsset {
  const { resource_type, type, public_id, asset_id, version, body, tags, placeholder } = held;
  const format = resource_type === 'raw' ? {} : { format: 'png' };
  return {
    asset: { resource_type, type, public_id, asset_id },
    revision: { version, bytes: placeholder ? 0 : body.length, etag: md5(body), ...format },
    details: { tags },
    placeholder,
  };
}

function hex(number: number): string {
  return number.toString(16).padStart(32, '0');
}

function notFound(): PipelineError {
  return new PipelineError('not-found', 'Cloudinary has no such bytes.');
}

/**
 * A cloud in memory: it changes as a library does, reports each change as Cloudinary's notifications do, and delivers
 * only the newest bytes, except for revisions that it keeps a backup of.
 */
export class MemoryLibrary implements CloudApi {
  readonly cloud: string;
  /** UNIX seconds. */
  clock = 1_700_000_000;
  /** Whether uploads are kept as backups. */
  keepsBackups = false;
  /** The jobs that all notifications so far have led to. */
  readonly jobs: Job[] = [];
  /** Every revision there ever was: its bytes by asset_id and version_id. */
  readonly history = new Map<string, Uint8Array>();
  readonly calls: LibraryCall[] = [];
  /** Asked before each call: a source is returned, an error is thrown. */
  intervene: (call: LibraryCall) => ByteSource | Error | undefined = () => undefined;

  readonly #assets = new Map<string, HeldAsset>();
  readonly #backups = new Map<string, Uint8Array>();
  #ids = 0;

  constructor(cloud = 'demo') {
    this.cloud = cloud;
  }

  /** The existing assets by identity. */
  get assets(): ReadonlyMap<string, HeldAsset> {
    return new Map([...this.#assets.values()].map((asset) => [identityText(asset), asset]));
  }

  /** The existing assets in the order of their creation. */
  get held(): readonly HeldAsset[] {
    return [...this.#assets.values()];
  }

  find(public_id: string, { resource_type = 'image', type = 'upload' }: UploadOptions = {}): HeldAsset | undefined {
    for (const asset of this.#assets.values()) {
      if (asset.public_id === public_id && asset.type === type && asset.resource_type === resource_type) return asset;
    }
    return undefined;
  }

  /** Uploads, or overwrites what is there. */
  upload(public_id: string, body: Uint8Array, options: UploadOptions = {}): HeldAsset {
    const { resource_type = 'image', type = 'upload', tags = [], context = {}, metadata = {} } = options;
    const held: HeldAsset = this.find(public_id, options) ?? {
      resource_type,
      type,
      public_id,
      asset_id: hex(++this.#ids),
      placeholder: false,
      version: 0,
      version_id: '',
      body,
      tags,
      context,
      metadata,
      asset_folder: '',
      created: this.clock,
    };
    const changed = { version: this.clock, version_id: hex(++this.#ids), body, tags, context, metadata };
    Object.assign(held, { ...changed, placeholder: false });
    this.#assets.set(held.asset_id, held);
    this.history.set(`${held.asset_id}/${held.version_id}`, body);
    if (this.keepsBackups) this.#backups.set(`${held.asset_id}/${held.version_id}`, body);
    this.#notify({ notification_type: 'upload', ...this.#description(held) });
    return { ...held };
  }

  /** @returns false, and changes nothing, if Cloudinary would refuse */
  rename(from: string, to: string, options: UploadOptions & { overwrite?: boolean; to_type?: string } = {}): boolean {
    const held = this.find(from, options);
    const target = this.find(to, { ...options, ...(options.to_type !== undefined && { type: options.to_type }) });
    if (held === undefined || held === target || (target !== undefined && options.overwrite !== true)) return false;
    if (target !== undefined) this.#assets.delete(target.asset_id);
    const { resource_type, type, asset_id } = held;
    Object.assign(held, { public_id: to, type: options.to_type ?? type });
    this.#notify({
      notification_type: 'rename',
      resource_type,
      type,
      asset_id,
      from_public_id: from,
      to_public_id: to,
    });
    return true;
  }

  /** @returns false if there is no such asset */
  destroy(public_id: string, options: UploadOptions = {}): boolean {
    const held = this.find(public_id, options);
    if (held === undefined) return false;
    this.#assets.delete(held.asset_id);
    const { resource_type, type, asset_id, version } = held;
    this.#notify({ notification_type: 'delete', resources: [{ resource_type, type, public_id, asset_id, version }] });
    return true;
  }

  /** Replaces the tags. */
  tag(public_id: string, tags: readonly string[], options: UploadOptions = {}): void {
    const held = this.find(public_id, options);
    if (held === undefined) return;
    const added = tags.filter((tag) => !held.tags.includes(tag));
    const removed = held.tags.filter((tag) => !tags.includes(tag));
    held.tags = tags;
    const { resource_type, type, asset_id } = held;
    const resources = [{ resource_type, type, asset_id, public_id, added, removed }];
    this.#notify({ notification_type: 'resource_tags_changed', resources });
  }

  /** Replaces the structured metadata. */
  describe(public_id: string, metadata: Readonly<Record<string, unknown>>, options: UploadOptions = {}): void {
    const held = this.find(public_id, options);
    if (held === undefined) return;
    const { resource_type, type, asset_id, metadata: previous_metadata } = held;
    held.metadata = metadata;
    const change = { resource_type, type, asset_id, previous_metadata, new_metadata: metadata };
    this.#notify({ notification_type: 'resource_metadata_changed', resources: { [public_id]: change } });
  }

  /** Withdraws an original, as moderation may. */
  withdraw(public_id: string, options: UploadOptions = {}): void {
    const held = this.find(public_id, options);
    if (held !== undefined) held.placeholder = true;
  }

  #notify(body: object): void {
    const at = instantOfSeconds(this.clock);
    const parsed = parseNotification(
      Buffer.from(JSON.stringify({ ...body, notification_context: { triggered_at: at } })),
    );
    if (!parsed.intelligible) throw new Error(parsed.reason);
    this.jobs.push(...planJobs(parsed.notification, { cloud: this.cloud, signedAt: at }).jobs);
  }

  #description({ resource_type, type, public_id, asset_id, version, version_id, body, tags }: HeldAsset) {
    const format = resource_type === 'raw' ? {} : { format: 'png' };
    const revision = { version, version_id, bytes: body.length, etag: md5(body), ...format };
    return { resource_type, type, public_id, asset_id, ...revision, tags };
  }

  #call<T>(call: LibraryCall, answer: () => T): T | ByteSource {
    this.calls.push(call);
    const intervention = this.intervene(call);
    if (intervention instanceof Error) throw intervention;
    return intervention ?? answer();
  }

  async download(asset: AssetIdentity): Promise<ByteSource> {
    return this.#call('download', () => {
      const held = this.find(asset.public_id, asset);
      if (held === undefined || held.placeholder) throw notFound();
      return byteSourceOf(held.body, 'image/png');
    });
  }

  async downloadBackup(assetId: string, versionId: string): Promise<ByteSource> {
    return this.#call('downloadBackup', () => {
      const body = this.#backups.get(`${assetId}/${versionId}`);
      if (body === undefined) throw notFound();
      return byteSourceOf(body, 'image/png');
    });
  }

  async currentAsset(hint: AssetHint): Promise<CurrentAsset | undefined> {
    this.calls.push('currentAsset');
    const failure = this.intervene('currentAsset');
    if (failure instanceof Error) throw failure;
    const byIdentity = 'public_id' in hint ? this.find(hint.public_id, hint) : undefined;
    const held = hint.asset_id === undefined ? byIdentity : this.#assets.get(hint.asset_id);
    return held && describedAsset(held);
  }

  /** There is no quota in memory. */
  quota(): Quota | undefined {
    return undefined;
  }
}
