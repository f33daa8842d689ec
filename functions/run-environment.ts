import { text, wholeNumber } from './environment.ts';

/** The variables that the functions of both kinds of runs have. */
export const RUN_VARIABLES = {
  BUCKET_NAME: text,
  BULK_QUEUE_URL: text,
  LARGE_QUEUE_URL: text,
  /** How many messages a queue may hold before a run waits. */
  BULK_BACKLOG_LIMIT: wholeNumber,
  LARGE_BACKLOG_LIMIT: wholeNumber,
  /** How long SQS's counts of messages may miss what was sent. */
  QUEUE_LAG_SECONDS: wholeNumber,
};
