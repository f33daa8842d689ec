import fc from 'fast-check';
import { MAX_BODY_BYTES } from '../../shared/usecases/webhook/receive-notification.ts';
import { BODIES } from './bodies.ts';
import { outcomeOf, signedDelivery } from './delivered.ts';
import { type FuzzRun, fuzz } from './fuzz-run.ts';
import { anyRecipe, bytesOf, type Recipe } from './mutations.ts';

/** What happens to a delivery between its signing and its arrival. */
type Tampering =
  | { readonly with: 'body'; readonly recipe: Recipe }
  | { readonly with: 'length' }
  | { readonly with: 'header'; readonly header: 'timestamp' | 'signature'; readonly value: string | undefined };

const header = fc.oneof(
  fc.constantFrom(undefined, '', '0', '1700000000', '9'.repeat(11), 'a'.repeat(40), 'A'.repeat(64)),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.stringMatching(/^[0-9a-f]{40}$/),
  fc.stringMatching(/^17952\d{5}$/),
);
const tampering: fc.Arbitrary<Tampering> = fc.oneof(
  { weight: 80, arbitrary: fc.record({ with: fc.constant('body'), recipe: anyRecipe(BODIES) }) },
  {
    weight: 19,
    arbitrary: fc.record({
      with: fc.constant('header'),
      header: fc.constantFrom('timestamp', 'signature'),
      value: header,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ with: 'length' }) },
);
const cases = fc.record({ original: fc.constantFrom(...BODIES), variant: fc.nat(3), tampering });
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** The delivery as it arrives. A body that its mutations left as it was gets one byte more. */
function tampered({ original, variant, tampering }: Case) {
  const signed = signedDelivery(
    Buffer.from(JSON.stringify(tampering.with === 'body' ? tampering.recipe.body : original)),
    variant,
  );
  switch (tampering.with) {
    case 'body': {
      const body = bytesOf(tampering.recipe);
      return { ...signed, body: body.equals(signed.body) ? Buffer.concat([body, Buffer.from(' ')]) : body };
    }
    case 'length':
      return { ...signed, body: Buffer.concat([signed.body, Buffer.alloc(MAX_BODY_BYTES, ' ')]) };
    case 'header':
      // The same digest in upper case is the same digest.
      return signed[tampering.header] === tampering.value?.toLowerCase()
        ? { ...signed, [tampering.header]: undefined }
        : { ...signed, [tampering.header]: tampering.value };
  }
}

const REFUSALS: readonly number[] = [400, 401, 413];

/** Bodies that were mutated after signing: each has to be refused, and nothing of it queued. */
export function fuzzMutatedAfterSigning(options: { runs: number; seed: number }): Promise<FuzzRun> {
  return fuzz(
    cases,
    async (each) => {
      const { answer, sent } = await outcomeOf(tampered(each));
      if (!REFUSALS.includes(answer.status)) return { wrong: `answered ${answer.status}` };
      const queued = [...sent.live, ...sent.large, ...sent['dead-letter']].length;
      return queued === 0 ? { outcome: String(answer.status) } : { wrong: `refused, but ${queued} messages were sent` };
    },
    (each) => JSON.stringify(each, undefined, 2),
    options,
  );
}
