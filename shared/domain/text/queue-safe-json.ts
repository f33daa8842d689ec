/**
 * JSON that SQS takes whatever the strings hold: U+FFFE and U+FFFF are outside what a message may contain, and
 * JSON.stringify escapes control characters and lone surrogates but not these two.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function asQueueSafeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}
