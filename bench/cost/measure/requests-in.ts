import { JOURNAL_PREFIX } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { SituationRun } from '../measurements.ts';
import type { LoggedCall } from './request-log.ts';

function isJournal({ key }: LoggedCall) {
  return key?.startsWith(JOURNAL_PREFIX) === true;
}

/**
 * Counts what the functions sent; the messages of bulk work come from this process.
 *
 * @throws Error for a request to S3 that has no price here
 */
export function requestsIn(calls: readonly LoggedCall[]): Pick<SituationRun, 's3' | 'sqsSends'> {
  const s3 = calls.filter(({ source, byRoot }) => source === 's3.amazonaws.com' && !byRoot);
  const puts = s3.filter(({ name }) => name === 'PutObject');
  const named = (name: string) => s3.filter((call) => call.name === name).length;
  const counted = {
    revisionPuts: puts.filter((call) => !isJournal(call)).length,
    journalPuts: puts.filter(isJournal).length,
    heads: named('HeadObject'),
    gets: named('GetObject'),
    lists: named('ListObjects'),
  };
  const sum = Object.values(counted).reduce((total, count) => total + count, 0);
  if (sum !== s3.length) throw new Error(`Requests of no known kind: ${[...new Set(s3.map(({ name }) => name))]}`);
  return { s3: counted, sqsSends: calls.filter(({ name }) => name === 'SendMessageBatch').length };
}
