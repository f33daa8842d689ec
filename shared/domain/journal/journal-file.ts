import * as z from 'zod/mini';
import type { Instant } from '../text/instant.ts';
import { asQueueSafeJson } from '../text/queue-safe-json.ts';
import type { JournalEntry, Unrecorded } from './journal-entry.ts';

/** The content of one journal object: a line for each entry. */
export function journalFile(entries: readonly Unrecorded[], recordedAt: Instant): Uint8Array {
  const lines = entries.map((entry) => asQueueSafeJson({ v: 1, recorded_at: recordedAt, ...entry }));
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

const base = { v: z.literal(1), id: z.string(), at: z.string(), recorded_at: z.string(), cloud: z.string() };
const ofAsset = {
  ...base,
  resource_type: z.string(),
  type: z.string(),
  public_id: z.string(),
  asset_id: z.optional(z.string()),
};
const change = z.custom<object>((value) => typeof value === 'object' && value !== null);

const texts = z.array(z.string());
const object = z.record(z.string(), z.unknown());
const stored = { key: z.optional(z.string()), etag: z.optional(z.string()) };
const revision = z.optional(z.object({ ...stored, version: z.number(), bytes: z.number() }));
const tagsChange = z.object({ added: texts, removed: texts, updated: z.optional(texts) });
const contextChange = z.object({ set: object, removed: texts });

/**
 * What every line must have to be an entry of a known kind, and nothing that what reads it would trip over: whoever may
 * write to the bucket may put lines there that no worker wrote.
 */
const entrySchema = z.union([
  z.object({
    ...ofAsset,
    ...stored,
    kind: z.literal('revision'),
    version: z.number(),
    bytes: z.number(),
    outcome: z.string(),
  }),
  z.object({ ...ofAsset, kind: z.literal('tags'), change: tagsChange }),
  z.object({ ...ofAsset, kind: z.literal('context'), change: contextChange }),
  z.object({ ...ofAsset, kind: z.literal(['metadata', 'display_name', 'access_control']), change }),
  z.object({ ...ofAsset, kind: z.literal('renamed'), to_public_id: z.string(), revision }),
  z.object({ ...ofAsset, kind: z.literal('moved'), to_asset_folder: z.string() }),
  z.object({
    ...ofAsset,
    kind: z.literal('observed'),
    state: z.literal(['present', 'gone']),
    revision,
    details: z.optional(object),
  }),
  z.object({ ...ofAsset, kind: z.literal('deleted') }),
  z.object({ ...base, kind: z.literal('folder-moved'), from_path: z.string(), to_path: z.string() }),
]);

/**
 * Reads a journal object. A line that is no entry of this schema is handed to `onUnreadable` by its number, and passed
 * over: one bad line must not hide a library.
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
    // Enough for the fold not to trip over it; what it says is the worker's word.
    return entrySchema.safeParse(value).success ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}
