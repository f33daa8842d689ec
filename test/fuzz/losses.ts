import { jobOf, MAX_MESSAGE_BYTES } from '#shared/domain/jobs/queue-message.ts';
import { isAcceptedBySqs } from '../domain/jobs/accepted-by-sqs.ts';
import type { Outcome } from './delivered.ts';
import { mayBeIgnored, type Named, namedAssets } from './named-assets.ts';

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Everything that a message names: its asset, its rename, its entries. */
function recordsOf(message: string): readonly object[] {
  const job = jobOf(message);
  if (job === undefined) return [];
  if (job.job === 'record') return job.entries;
  return job.job === 'rename' ? [job.renamed] : [job.asset];
}

/** The same text for the same asset, named by a message or by a body. */
function nameOf(record: object): string {
  const { asset_id, resource_type, type, public_id, to_public_id, from_path, to_path } = record as Named;
  return JSON.stringify([asset_id, resource_type, type, public_id, to_public_id, from_path, to_path]);
}

function isKeptWhole(letters: readonly string[], body: Uint8Array): boolean {
  const parts = letters.map((letter) => JSON.parse(letter));
  const isComplete = parts.every(
    ({ job, part, parts: count, reason }, index) =>
      job === 'unintelligible' && part === index + 1 && count === letters.length && typeof reason === 'string',
  );
  const pieces = parts.map(({ body_base64 }) => Buffer.from(String(body_base64), 'base64'));
  return isComplete && Buffer.concat(pieces).equals(body);
}

/**
 * What is wrong with the outcome of a signed body; `undefined` if nothing is. Nothing is lost if the answer is 200 and one
 * of these is true:
 * - The whole body was set aside, byte for byte.
 * - It is valid, and messages name each asset that it names (see {@link namedAssets}), as often as it does, with its
 *   asset_id and, for a rename, the target.
 * - It is valid, names no asset, and was ignored with a reason.
 *
 * SQS must accept every message, and the worker must be able to read it.
 */
export function lossOf(body: Uint8Array, { answer, sent }: Outcome): string | undefined {
  if (answer.status !== 200) return `answered ${answer.status}`;
  const jobs = [...sent.live, ...sent.large];
  const letters = sent['set-aside'];
  const unfit = [...jobs, ...letters].find(
    (message) => Buffer.byteLength(message) > MAX_MESSAGE_BYTES || !isAcceptedBySqs(message),
  );
  if (unfit !== undefined) return `a message of ${Buffer.byteLength(unfit)} bytes is one that SQS does not take`;
  if (jobs.some((message) => jobOf(message) === undefined)) return 'a message is no job';
  const { verdict } = answer;
  const isSetAside = verdict === 'set-aside' || verdict === 'senseless';
  if (isSetAside !== letters.length > 0) return `${letters.length} messages set aside with verdict ${verdict}`;
  if (verdict === 'senseless' && /^\s*[[{]/.test(Buffer.from(body).toString()))
    return 'what begins like JSON is senseless';
  if (isSetAside) return isKeptWhole(letters, body) ? undefined : 'what was set aside does not give the body back';

  const json = jsonOf(body);
  if (json === undefined) return `no JSON, but ${answer.verdict}`;
  if (answer.verdict === 'ignored') {
    if (jobs.length > 0 || !answer.reason) return 'ignored with messages, or without a reason';
    return mayBeIgnored(json) ? undefined : `ignored, though it is not to be: ${answer.reason}`;
  }
  const records = jobs.flatMap(recordsOf).map(nameOf);
  const found = new Set(records);
  const named = namedAssets(json).map(nameOf);
  const missing = named.find((name) => !found.has(name));
  if (missing !== undefined) return `${answer.verdict} without ${missing}`;
  if (records.length < named.length) return `${named.length} named, ${records.length} recorded`;
  return answer.verdict === 'queued' && jobs.length === answer.messages ? undefined : `verdict ${answer.verdict}`;
}
