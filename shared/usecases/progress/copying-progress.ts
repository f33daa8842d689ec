/** What of the copies that a run has asked for is done, about. */
export interface CopyingProgress {
  readonly copied: number;
  readonly bytes: number;
}

/**
 * How many of the revisions that a run has queued are copied: those that no longer wait, nor are in work. SQS counts
 * approximately, and other runs use the same queues, so that this is never quite exact.
 *
 * @param pending messages on the bulk and large queues
 */
export function copyingProgress(
  { queued, queued_bytes }: { readonly queued: number; readonly queued_bytes: number },
  pending: number,
): CopyingProgress {
  const copied = Math.max(0, queued - pending);
  return { copied, bytes: queued === 0 ? 0 : Math.round((queued_bytes * copied) / queued) };
}
