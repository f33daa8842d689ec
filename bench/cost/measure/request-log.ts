import type { MiniStack } from '../../../local/ministack/start-ministack.ts';

/** A request that reached the local cloud. */
export interface LoggedCall {
  readonly id: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** As in `s3.amazonaws.com`. */
  readonly source: string;
  readonly name: string;
  /** Whether root sent it: this process, and no function. */
  readonly byRoot: boolean;
  /** The object of a call to S3. */
  readonly key: string | undefined;
}

interface CloudTrailEvent {
  readonly EventId: string;
  readonly EventTime: number;
  readonly EventSource: string;
  readonly EventName: string;
  readonly AccessKeyId: string;
  readonly Resources: readonly { readonly ResourceName: string; readonly ResourceType: string }[];
}

function loggedCall(root: string, event: CloudTrailEvent): LoggedCall {
  return {
    id: event.EventId,
    at: event.EventTime,
    source: event.EventSource,
    name: event.EventName,
    byRoot: event.AccessKeyId === root,
    key: event.Resources.find(({ ResourceType }) => ResourceType === 'AWS::S3::Object')?.ResourceName,
  };
}

/**
 * MiniStack's CloudTrail: every HTTP request that it dispatched, whichever client sent it and whether or not it went
 * through the SDK. Off until asked for, and it keeps the newest 10,000.
 *
 * Source: ministack/services/cloudtrail.py of MiniStack
 */
export class RequestLog {
  readonly #miniStack: MiniStack;

  constructor(miniStack: MiniStack) {
    this.#miniStack = miniStack;
  }

  async start(): Promise<void> {
    const body = JSON.stringify({ 'cloudtrail._recording_enabled': 'true' });
    const response = await fetch(`${this.#miniStack.endpoint}/_ministack/config`, { method: 'POST', body });
    if (!response.ok) throw new Error(`MiniStack does not record requests: HTTP ${response.status}`);
  }

  /** Every request from `since` on, in seconds since 1970. */
  async calls(since: number): Promise<readonly LoggedCall[]> {
    const calls = new Map<string, LoggedCall>();
    // It gives the newest 50: what is older comes with the next question, whose end is the oldest of this answer.
    for (let before: number | undefined; ; ) {
      const page = await this.#lookUp(since, before);
      const known = calls.size;
      for (const event of page) calls.set(event.EventId, loggedCall(this.#miniStack.env.AWS_ACCESS_KEY_ID, event));
      if (calls.size === known) return [...calls.values()];
      before = page.at(-1)?.EventTime;
    }
  }

  async #lookUp(StartTime: number, EndTime?: number): Promise<readonly CloudTrailEvent[]> {
    const { endpoint, env } = this.#miniStack;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
        // MiniStack wants to know whose call it is, and does not check the signature.
        authorization: `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/20260101/${env.AWS_REGION}/cloudtrail/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ StartTime, ...(EndTime !== undefined && { EndTime }) }),
    });
    if (!response.ok) throw new Error(`LookupEvents: HTTP ${response.status} ${await response.text()}`);
    // MiniStack's answer, whose shape its source says.
    const { Events } = (await response.json()) as { readonly Events: readonly CloudTrailEvent[] };
    return Events;
  }
}
