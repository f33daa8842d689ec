/** What Lambda allows for all environment variables of a function together, in bytes. */
export const ENVIRONMENT_LIMIT = 4096;

/**
 * The size of a function's environment in bytes, measured as Lambda does: as a JSON object, in which each quote within
 * a value takes two bytes.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function environmentSize(variables: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(JSON.stringify(variables));
}
