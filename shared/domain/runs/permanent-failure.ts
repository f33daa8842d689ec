/** The name under which a step fails for good: the state machine does not try it again. */
export const PERMANENT_FAILURE = 'PermanentFailure';
