import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** Fewer than SNS accepts; no one reads more. */
const MAX_SUBJECT_CHARACTERS = 100;
/** SNS's limit on a message, in bytes. */
const MAX_TEXT_BYTES = 256 * 1024;
const CUT = '\n… (cut)\n';

/** SNS accepts only printable ASCII, and no space at the beginning. */
function subjectOf(subject: string): string {
  return subject
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/gu, '?')
    .trim()
    .slice(0, MAX_SUBJECT_CHARACTERS);
}

function textOf(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_TEXT_BYTES) return text;
  // A character that was cut decodes to U+FFFD, which may be longer than what remains of it.
  const kept = bytes.subarray(0, MAX_TEXT_BYTES - Buffer.byteLength(CUT)).toString();
  return kept.replace(/\ufffd+$/, '') + CUT;
}

/**
 * Publishes a text to an SNS topic, which mails it to its subscribers. What exceeds SNS's limits is cut. In the
 * subject, a question mark replaces each character that is not ASCII.
 *
 * @throws what the SDK throws
 *
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export async function publishToTopic(client: SNSClient, arn: string, subject: string, text: string): Promise<void> {
  await client.send(new PublishCommand({ TopicArn: arn, Subject: subjectOf(subject), Message: textOf(text) }));
}
