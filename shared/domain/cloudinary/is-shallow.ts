/** Far deeper than anything that Cloudinary sends, and far from what overflows the stack when it is written as JSON. */
const MAX_DEPTH = 64;

/** Whether a value is nested so little that every part of the pipeline can walk it. */
export function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1)))
  );
}
