import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { jobOf, MAX_MESSAGE_BYTES, messagesOf } from '#shared/domain/jobs/queue-message.ts';
import { runs } from '#test/scale.ts';
import { anyLengthPublicId } from '../asset/arbitrary-asset.ts';
import { notificationOf } from '../cloudinary/parse.ts';
import { isAcceptedBySqs } from './accepted-by-sqs.ts';

const publicId = anyLengthPublicId.filter((public_id) => public_id !== '' && public_id.isWellFormed());
const asset = fc.record({
  resource_type: fc.constantFrom('image', 'video', 'raw'),
  type: fc.constantFrom('upload', 'private', 'authenticated'),
  public_id: publicId,
  version: fc.nat(),
});
const texts = fc.array(fc.string({ unit: 'binary' }));
const TYPES = {
  delete: fc.constant({}),
  move: fc.record({ to_asset_folder: fc.string() }),
  resource_tags_changed: fc.record({ added: texts, removed: texts }),
  resource_context_changed: fc.record({ added: fc.dictionary(fc.string(), fc.string()), removed: texts }),
  resource_metadata_changed: fc.record({ new_metadata: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })) }),
  resource_display_name_changed: fc.record({ new_display_name: fc.string({ unit: 'binary' }) }),
  access_control_changed: fc.record({ new_access_control: fc.option(fc.array(fc.jsonValue({ maxDepth: 3 }))) }),
} as const;
const changes = fc.oneof(
  ...Object.entries(TYPES).map(([notification_type, change]) =>
    fc.record({
      notification_type: fc.constant(notification_type),
      // Long lists of few assets, so that messages have to be split.
      resources: fc
        .array(fc.tuple(asset, change), { maxLength: 8 })
        .chain((few) => fc.integer({ min: 1, max: 60 }).map((times) => Array.from({ length: times }, () => few).flat()))
        .map((list) => list.map(([named, changed]) => ({ ...named, ...changed }))),
    }),
  ),
);

describe('planJobs and messagesOf', { timeout: 60_000 }, () => {
  it('keep every asset of a change, in order, in messages that SQS accepts', () => {
    fc.assert(
      fc.property(changes, (body) => {
        const { jobs } = planJobs(notificationOf(body), { cloud: 'demo', signedAt: '2026-11-20T12:00:00.000000Z' });
        const { messages, oversized } = messagesOf(jobs);
        expect(oversized).toBe(false);
        const entries = messages.flatMap((message) => {
          expect(message.queue).toBe('live');
          expect(Buffer.byteLength(message.body)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
          expect(isAcceptedBySqs(message.body)).toBe(true);
          const job = jobOf(message.body);
          return job?.job === 'record' ? job.entries : [];
        });
        const named = entries.map((entry) => ('public_id' in entry ? entry.public_id : undefined));
        expect(named).toEqual(body.resources.map(({ public_id }) => public_id));
      }),
      { numRuns: runs(300) },
    );
  });
});
