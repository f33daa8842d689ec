import { OperatorError } from './operator-error.ts';

/** What is asked for cannot be done as it was asked: nothing was done, and the message says how to ask. */
export class UsageError extends OperatorError {}
