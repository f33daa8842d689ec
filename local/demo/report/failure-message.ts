/** What an error says. Cloudinary's SDK rejects with plain objects. */
export function failureMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('message' in error) return String(error.message);
  if ('error' in error) return failureMessage(error.error);
  return 'an error that says nothing';
}
