import * as z from 'zod/mini';
import type { Instant } from '../text/instant.ts';
import { asQueueSafeJson } from '../text/queue-safe-json.ts';
import type { JournalEntry, Unrecorded } from './journal-entry.ts';

/** The content of one journal object: a line for each entry. */
export function journalFile(entries: readonly Unrecorded[], recordedAt: Instant): Uint8Array {
  const lines = entries.map((entry) => asQueueSafeJson({ v: 1, recorded_at: recordedAt, ...entry }));
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

const text = z.string();
const texts = z.array(text);
const object = z.record(text, z.unknown());
const base = { v: z.literal(1), id: text, at: text, recorded_at: text, cloud: text };
const revision = { key: z.optional(text), etag: z.optional(text), version: z.number(), bytes: z.number() };
const moderation = z.object({ kind: text, status: text, updated_at: z.optional(text) });
const details = { tags: z.optional(texts), moderation: z.optional(z.array(moderation)) };
const itsRevision = z.optional(z.object(revision));

/** An entry of these kinds, about an asset. */
function ofAsset(kinds: JournalEntry['kind'][], shape: z.core.$ZodLooseShape) {
  const asset = { resource_type: text, type: text, public_id: text, asset_id: z.optional(text) };
  return z.object({ ...base, ...asset, kind: z.literal(kinds), ...shape });
}

/**
 * What every line must have to be an entry of a known kind, and no more than the readers rely on: anyone who may write
 * to the bucket can put lines there that no worker wrote.
 */
const entrySchema = z.union([
  ofAsset(['revision'], { ...revision, ...details, outcome: text }),
  ofAsset(['tags'], { change: z.object({ added: texts, removed: texts, updated: z.optional(texts) }) }),
  ofAsset(['context'], { change: z.object({ set: object, removed: texts }) }),
  ofAsset(['metadata', 'display_name', 'access_control'], {
    change: z.custom<object>((value) => typeof value === 'object' && value !== null),
  }),
  ofAsset(['moderation'], { change: z.object({ now: moderation }) }),
  ofAsset(['renamed'], { to_public_id: text, revision: itsRevision }),
  ofAsset(['moved'], { to_asset_folder: text }),
  ofAsset(['observed'], {
    state: z.literal(['present', 'gone']),
    revision: itsRevision,
    details: z.optional(z.object(details)),
  }),
  ofAsset(['deleted'], {}),
  z.object({ ...base, kind: z.literal('folder-moved'), from_path: text, to_path: text }),
]);

/**
 * Reads a journal object. Lines that are not entries of this schema are skipped, and `onUnreadable` gets the number of
 * each: one bad line must not hide a library.
 */
export function readJournalFile(content: Uint8Array, onUnreadable: (line: number) => void): readonly JournalEntry[] {
  return new TextDecoder()
    .decode(content)
    .split('\n')
    .flatMap((line, index) => {
      if (line === '') return [];
      const entry = entryOf(line);
      if (entry === undefined) onUnreadable(index + 1);
      return entry === undefined ? [] : [entry];
    });
}

function entryOf(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    // Checked only as far as the fold relies on it; the rest is the worker's word.
    return entrySchema.safeParse(value).success ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}
