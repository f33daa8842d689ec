import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { bytesFromSeed } from '#local/cloudinary/bytes/generated-bytes.ts';
import type { CloudSettings } from '#local/cloudinary/options.ts';
import { SeededRandom } from '#local/cloudinary/seeded-random.ts';
import type { UploadedBytes } from '../e2e/stack/revision-faults.ts';
import type { SdkClient } from '../e2e/stack/sdk-client.ts';
import { assetSlots, freshId, type Slot } from './asset-slots.ts';

/** How much to do. */
export interface SoakOptions {
  readonly uploads: number;
  readonly assets: number;
  readonly seed: number;
  /** Cloudinary's Admin API refuses every call for some seconds, again and again, as if its quota were used up. */
  readonly starveQuota: boolean;
  /** An inventory run backs up another cloud with so many assets meanwhile; a last one proves that nothing is missing. */
  readonly library?: { readonly cloud: string; readonly assets: number };
}

/** What was done to the library. */
export interface Traffic {
  /** Every upload as its client knows it, with the MD5 taken before sending. */
  readonly ledger: UploadedBytes[];
  readonly done: Record<string, number>;
}

const IN_FLIGHT = 4;
/** The pause between two uploads of one client, in ms: some revisions must exist long enough to be copied. */
const PAUSE_MS = 400;
/** Too large for the worker to hold in memory. */
const LARGE_BYTES = 9 * 1024 * 1024;
const LARGE_SHARE = 0.01;

/** What may follow an upload: the first one whose limit is above a random number. */
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

/** Uses the library for the given number of uploads, several at a time. */
export async function runTraffic(
  sdk: SdkClient,
  { uploads, assets, seed, folderMode }: SoakOptions & { readonly folderMode: CloudSettings['folderMode'] },
  onUpload: (uploads: number) => void,
): Promise<Traffic> {
  const random = new SeededRandom(seed);
  const slots = assetSlots(assets);
  const { ledger, done }: Traffic = { ledger: [], done: {} };
  const count = (what: string) => {
    done[what] = (done[what] ?? 0) + 1;
  };

  const upload = async (slot: Slot, bytes: Buffer, number: number) => {
    slot.publicId ??= freshId(slot);
    const md5 = createHash('md5').update(bytes).digest('hex');
    const tags = [`round-${number}`, `asset-${slot.index}`];
    const answer = await sdk.upload(bytes, { ...slot.kind, public_id: slot.publicId, tags });
    ledger.push({ asset_id: String(answer['asset_id']), version: answer.version, md5 });
    count('upload');
  };

  const renameOver = async (slot: Slot, target: Slot) => {
    const { publicId, kind } = slot;
    const over = target.publicId;
    const comparable = isDeepStrictEqual(target.kind, kind);
    if (publicId === undefined || over === undefined || !comparable) return;
    await sdk.rename(publicId, over, { ...kind, overwrite: true });
    target.publicId = undefined;
    target.renames += 1;
    slot.publicId = over;
    count('rename over another');
  };

  const change = async (slot: Slot, sequel: string, number: number) => {
    const { publicId, kind } = slot;
    if (publicId === undefined) return;
    count(sequel);
    if (sequel === 'delete') {
      await sdk.destroy(publicId, kind);
      slot.publicId = undefined;
    } else if (sequel === 'retag') {
      await sdk.addTag(`retagged-${number}`, [publicId], kind);
      await sdk.removeTag(`asset-${slot.index}`, [publicId], kind);
    } else if (sequel === 'change context') {
      await sdk.addContext(`round=${number}`, [publicId], kind);
    } else if (sequel === 'move' && folderMode !== 'fixed') {
      await sdk.explicit(publicId, { ...kind, asset_folder: `folder ${number % 7}`, display_name: publicId });
    } else {
      // Where folders are fixed, another folder is another public_id.
      const folder = sequel === 'move' ? `folder ${number % 7}/` : '';
      slot.renames += 1;
      slot.publicId = `${folder}${freshId(slot)}`;
      await sdk.rename(publicId, slot.publicId, kind);
    }
  };

  /** Uploads one asset, and sometimes does something else with it. */
  const round = (number: number) => {
    const index = number < assets ? number : random.between(0, assets - 1);
    const other = random.between(0, assets - 1);
    const length = random.chance(LARGE_SHARE) ? LARGE_BYTES : random.between(500, 20_499);
    const bytes = bytesFromSeed(random.between(0, 2 ** 32 - 1))(0, length);
    const sequel = sequelOf(random.next());
    const both = sequel === 'rename over another' && other !== index;
    return slots.withTurn(both ? [index, other] : [index], async () => {
      const slot = slots.slot(index);
      await upload(slot, bytes, number);
      if (both) await renameOver(slot, slots.slot(other));
      else if (sequel !== undefined) await change(slot, sequel, number);
    });
  };

  let next = 0;
  const client = async () => {
    while (next < uploads) {
      await round(next++);
      onUpload(ledger.length);
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  return { ledger, done };
}
