import { describe, expect, it } from 'vitest';
import { exampleBodies } from '../domain/cloudinary/example-bodies.ts';
import { outcomeOf, signedDelivery } from './delivered.ts';
import { lossOf } from './losses.ts';
import { fuzzMutatedAfterSigning, fuzzMutatedThenSigned } from './webhook-fuzz.ts';

/** The same bodies every time; `npm run fuzz` uses random ones, and prints its seed. */
const OPTIONS = { runs: 2000, seed: 1 };

describe('a body that is mutated', () => {
  it.each([
    ['after signing is refused, and nothing of it is queued', fuzzMutatedAfterSigning, ['400', '401', '413']],
    [
      'before signing is answered 200, and nothing of it is lost',
      fuzzMutatedThenSigned,
      ['ignored', 'queued', 'senseless', 'set-aside'],
    ],
  ] as const)('%s', { timeout: 60_000 }, async (_, fuzz, expected) => {
    const { failure, outcomes } = await fuzz(OPTIONS);
    expect(failure ?? '').toBe('');
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(OPTIONS.runs);
    expect([...outcomes.keys()].sort()).toEqual(expected);
  });
});

describe('the check for losses', () => {
  const body = Buffer.from(JSON.stringify(exampleBodies.delete));
  const deleted = async () => outcomeOf(signedDelivery(body, 0));
  const letter = (bytes: Uint8Array) =>
    JSON.stringify({
      v: 1,
      job: 'unintelligible',
      reason: 'x',
      part: 1,
      parts: 1,
      body_base64: Buffer.from(bytes).toString('base64'),
    });
  const nothing = { live: [], large: [], 'set-aside': [] };

  it('finds nothing wrong with the webhook', async () => {
    expect(lossOf(body, await deleted())).toBeUndefined();
  });

  it('finds every loss', async () => {
    const { answer, sent } = await deleted();
    const [message = ''] = sent.live;
    const job = JSON.parse(message);
    const losing = {
      'answered 500': { answer: { ...answer, status: 500 as 200 }, sent },
      'verdict queued': { answer: { ...answer, verdict: 'set-aside' as const }, sent },
      'an asset': { answer, sent: { ...nothing, live: [JSON.stringify({ ...job, entries: job.entries.slice(1) })] } },
      'all of it': { answer, sent: nothing },
      ignored: { answer: { status: 200 as const, verdict: 'ignored' as const, reason: 'x' }, sent: nothing },
      'a byte': {
        answer: { status: 200 as const, verdict: 'set-aside' as const },
        sent: { ...nothing, 'set-aside': [letter(body.subarray(1))] },
      },
      'too long': { answer, sent: { ...sent, live: [message + ' '.repeat(65_536)] } },
      'a character': { answer, sent: { ...sent, live: [message.replace('{', '{"x":"\uFFFF",')] } },
      'no job': { answer, sent: { ...sent, live: [message, '{}'] } },
    };
    for (const [name, outcome] of Object.entries(losing)) expect(lossOf(body, outcome), name).toBeDefined();
  });
});
