import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { bytesFromSeed } from '../../local/cloudinary/bytes/generated-bytes.ts';
import { SeededRandom } from '../../local/cloudinary/seeded-random.ts';
import type { UploadedBytes } from '../e2e/stack/revision-faults.ts';
import type { SdkClient } from '../e2e/stack/sdk-client.ts';
import { AssetSlots, type Slot } from './asset-slots.ts';

/** How much to soak. */
export interface SoakOptions {
  readonly uploads: number;
  readonly assets: number;
  readonly seed: number;
  /** Cloudinary's Admin API refuses every call for some seconds, again and again, as if its quota were used up. */
  readonly starveQuota: boolean;
  /** An inventory run backs up a cloud of its own meanwhile, of so many assets; and proves at the end that nothing is missing. */
  readonly library?: { readonly cloud: string; readonly assets: number };
}

/** What was done to the library. */
export interface Traffic {
  /** Every upload as its client knows it; the MD5 was taken before the bytes left. */
  readonly ledger: UploadedBytes[];
  readonly done: Record<string, number>;
}

const IN_FLIGHT = 4;
/** Between two uploads of one of these, in ms: some revisions are to be there for long enough to be copied. */
const PAUSE_MS = 400;
/** Too long to be held in memory by the worker. */
const LARGE_BYTES = 9 * 1024 * 1024;
const LARGE_SHARE = 0.01;

/** What may follow an upload, and for which draws below it, unless an earlier one has it. */
const SEQUELS = [
  ['rename', 0.08],
  ['rename over another', 0.12],
  ['delete', 0.18],
  ['retag', 0.3],
  ['change context', 0.34],
  ['move', 0.38],
] as const;

function sequelOf(draw: number) {
  return SEQUELS.find(([, below]) => draw < below)?.[0];
}

class Client {
  readonly #sdk: SdkClient;
  readonly #random: SeededRandom;
  readonly #slots: AssetSlots;
  readonly #assets: number;
  readonly traffic: Traffic = { ledger: [], done: {} };

  constructor(sdk: SdkClient, { assets, seed }: SoakOptions) {
    this.#sdk = sdk;
    this.#random = new SeededRandom(seed);
    this.#slots = new AssetSlots(assets);
    this.#assets = assets;
  }

  #count(what: string): void {
    this.traffic.done[what] = (this.traffic.done[what] ?? 0) + 1;
  }

  /** Uploads to one asset, and does whatever else chance has it do. */
  round(number: number): Promise<void> {
    const random = this.#random;
    const index = number < this.#assets ? number : random.between(0, this.#assets - 1);
    const other = random.between(0, this.#assets - 1);
    const length = random.chance(LARGE_SHARE) ? LARGE_BYTES : random.between(500, 20_499);
    const bytes = bytesFromSeed(random.between(0, 2 ** 32 - 1))(0, length);
    const sequel = sequelOf(random.next());
    const both = sequel === 'rename over another' && other !== index;
    return this.#slots.withTurn(both ? [index, other] : [index], async () => {
      const slot = this.#slots.slot(index);
      await this.#upload(slot, bytes, number);
      if (both) await this.#renameOver(slot, this.#slots.slot(other));
      else if (sequel !== undefined) await this.#change(slot, sequel, number);
    });
  }

  async #upload(slot: Slot, bytes: Buffer, number: number): Promise<void> {
    slot.publicId ??= this.#slots.freshId(slot);
    const md5 = createHash('md5').update(bytes).digest('hex');
    const tags = [`round-${number}`, `asset-${slot.index}`];
    const answer = await this.#sdk.upload(bytes, { ...slot.kind, public_id: slot.publicId, tags });
    this.traffic.ledger.push({ asset_id: String(answer['asset_id']), version: answer.version, md5 });
    this.#count('upload');
  }

  async #renameOver(slot: Slot, target: Slot): Promise<void> {
    const { publicId, kind } = slot;
    const over = target.publicId;
    const comparable = isDeepStrictEqual(target.kind, kind);
    if (publicId === undefined || over === undefined || !comparable) return;
    await this.#sdk.rename(publicId, over, { ...kind, overwrite: true });
    target.publicId = undefined;
    target.renames += 1;
    slot.publicId = over;
    this.#count('rename over another');
  }

  async #change(slot: Slot, sequel: string, number: number): Promise<void> {
    const { publicId, kind } = slot;
    if (publicId === undefined) return;
    this.#count(sequel);
    if (sequel === 'delete') {
      await this.#sdk.destroy(publicId, kind);
      slot.publicId = undefined;
    } else if (sequel === 'retag') {
      await this.#sdk.addTag(`retagged-${number}`, [publicId], kind);
      await this.#sdk.removeTag(`asset-${slot.index}`, [publicId], kind);
    } else if (sequel === 'change context') {
      await this.#sdk.addContext(`round=${number}`, [publicId], kind);
    } else if (sequel === 'move') {
      await this.#sdk.explicit(publicId, { ...kind, asset_folder: `folder ${number % 7}`, display_name: publicId });
    } else {
      slot.renames += 1;
      slot.publicId = this.#slots.freshId(slot);
      await this.#sdk.rename(publicId, slot.publicId, kind);
    }
  }
}

/** Lets a client use the library for as many uploads as asked for, several at a time. */
export async function runTraffic(
  sdk: SdkClient,
  options: SoakOptions,
  onUpload: (uploads: number) => void,
): Promise<Traffic> {
  const client = new Client(sdk, options);
  let next = 0;
  const lane = async () => {
    while (next < options.uploads) {
      await client.round(next++);
      onUpload(client.traffic.ledger.length);
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return client.traffic;
}
