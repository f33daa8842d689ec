import { type AssetIdentity, identityText } from '#shared/domain/asset/asset.ts';
import type { Revision } from '#shared/domain/asset/revision.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import type { RevisionEntry, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { canonicalJson } from '#shared/domain/text/canonical-json.ts';
import { millisecondsOf } from '#shared/domain/text/instant.ts';
import { RecentTexts } from '../recent-texts.ts';

/** About a megabyte of digests. */
const MAX_REMEMBERED = 10_000;

/**
 * A message that was sent this long after its event costs one more request, which looks for the revision in the bucket.
 * In the local cloud, ordinary ones are sent within two seconds. How long a message then waits in the queue does not
 * count. In milliseconds.
 */
const ORDINARY_DELAY_MS = 5000;

/** Whether a notification came so late after the upload that it may be a repeated one, whose revision is stored already. */
export function cameLate({ at, revision }: RevisionJob, sentAt: Date): boolean {
  const since = Math.min(millisecondsOf(at), revision.version * 1000);
  return sentAt.getTime() - since > ORDINARY_DELAY_MS;
}

/** One text per revision of an asset and cloud. */
export function revisionText(cloud: string, asset: AssetIdentity, { version, bytes, etag }: Revision): string {
  return canonicalJson([cloud, identityText(asset), version, bytes, etag]);
}

const IS_STORED: ReadonlySet<string> = new Set<RevisionEntry['outcome']>(['stored', 'already-stored']);

/** Whether another attempt for the same event could record nothing more. */
function isConclusive(entry: Unrecorded): boolean {
  if (entry.kind === 'revision') return IS_STORED.has(entry.outcome) || entry.outcome === 'excluded';
  return entry.kind !== 'renamed' || entry.not_copied === undefined;
}

/** What an entry says, except for how the bytes came into the bucket: a second attempt finds them there. */
function eventText(entry: Unrecorded): string {
  if (entry.kind === 'revision') {
    const { outcome, key, sha256, verified, source, ...event } = entry;
    return canonicalJson([event, outcome === 'excluded']);
  }
  if (entry.kind !== 'renamed' || entry.revision === undefined) return canonicalJson(entry);
  const { key, sha256, verified, source, ...revision } = entry.revision;
  return canonicalJson({ ...entry, revision });
}

/**
 * What one instance of a function has stored and recorded lately. A signed notification can be sent again by anyone who
 * has seen it; with this, a repeated one costs neither a download nor another entry. It is a saving and no more: what is
 * not in here is worked on as usual.
 */
export class RecentWork {
  readonly #texts = new RecentTexts(MAX_REMEMBERED);

  /** Whether a revision was stored lately. It may have been removed since. */
  hasStored({ cloud, asset, revision }: RevisionJob): boolean {
    return this.#texts.has(revisionText(cloud, asset, revision));
  }

  /** The entries that are not in the journal yet, as far as is known here. */
  unrecorded(entries: readonly Unrecorded[]): readonly Unrecorded[] {
    const seen = new Set<string>();
    return entries.filter((entry) => {
      if (!isConclusive(entry)) return true;
      const text = eventText(entry);
      // An object that was stored again had been missing: that is news.
      const isNews = entry.kind === 'revision' && entry.outcome === 'stored';
      const isKnown = this.#texts.has(text) || seen.has(text);
      seen.add(text);
      return isNews || !isKnown;
    });
  }

  /** Remembers that a revision is in the bucket, if the entry says so. */
  worked({ cloud, asset, revision }: RevisionJob, entry: Unrecorded | undefined): void {
    if (entry?.kind !== 'revision' || !IS_STORED.has(entry.outcome)) return;
    this.#texts.add(revisionText(cloud, asset, revision));
  }

  /** Remembers entries that are in the journal for certain. */
  recorded(entries: readonly Unrecorded[]): void {
    for (const entry of entries.filter(isConclusive)) this.#texts.add(eventText(entry));
  }
}
