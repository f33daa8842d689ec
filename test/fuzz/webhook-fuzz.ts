import fc from 'fast-check';
import { type Delivery, MAX_BODY_BYTES } from '#shared/usecases/webhook/receive-notification.ts';
import { BODIES } from './bodies.ts';
import { outcomeOf, signedDelivery } from './delivered.ts';
import { type FuzzOptions, type FuzzRun, fuzz } from './fuzz-run.ts';
import { lossOf } from './losses.ts';
import { anyRecipe, bytesOf, type Generated } from './mutations.ts';

const recipe = anyRecipe(BODIES);
const variant = fc.nat(3);

const header = fc.oneof(
  fc.constantFrom(undefined, '', '0', '1700000000', '9'.repeat(11), 'a'.repeat(40), 'A'.repeat(64)),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.stringMatching(/^[0-9a-f]{40}$/),
  fc.stringMatching(/^17952\d{5}$/),
);
/** What happens to a delivery between signing and arrival. */
const tampering = fc.oneof(
  { weight: 80, arbitrary: fc.record({ with: fc.constant('body'), recipe }) },
  {
    weight: 19,
    arbitrary: fc.record({
      with: fc.constant('header'),
      header: fc.constantFrom('timestamp', 'signature'),
      value: header,
    }),
  },
  { weight: 1, arbitrary: fc.record({ with: fc.constant('length') }) },
);
const tampered = fc.record({ original: fc.constantFrom(...BODIES), variant, tampering });

/** The delivery as it arrives. A body that its mutations did not change gets one more byte. */
function arriving({ original, variant, tampering }: Generated<typeof tampered>): Delivery {
  const sent = tampering.with === 'body' ? tampering.recipe.body : original;
  const signed = signedDelivery(Buffer.from(JSON.stringify(sent)), variant);
  switch (tampering.with) {
    case 'body': {
      const body = bytesOf(tampering.recipe);
      return { ...signed, body: body.equals(signed.body) ? Buffer.concat([body, Buffer.from(' ')]) : body };
    }
    case 'length':
      return { ...signed, body: Buffer.concat([signed.body, Buffer.alloc(MAX_BODY_BYTES, ' ')]) };
    case 'header': {
      // A digest in upper case is the same digest.
      const isSame = signed[tampering.header] === tampering.value?.toLowerCase();
      return { ...signed, [tampering.header]: isSame ? undefined : tampering.value };
    }
  }
}

/** Bodies that were mutated after signing: each must be refused, and nothing of it queued. */
export function fuzzMutatedAfterSigning(options: FuzzOptions): Promise<FuzzRun> {
  return fuzz(
    tampered,
    async (each) => {
      const { answer, sent } = await outcomeOf(arriving(each));
      if (![400, 401, 413].includes(answer.status)) return { wrong: `answered ${answer.status}` };
      const queued = [...sent.live, ...sent.large, ...sent['set-aside']].length;
      return queued === 0 ? { outcome: String(answer.status) } : { wrong: `refused, but ${queued} messages were sent` };
    },
    (each) => JSON.stringify(each, undefined, 2),
    options,
  );
}

/** Bodies that were mutated and then signed: each must be answered 200, and nothing of it may be lost. */
export function fuzzMutatedThenSigned(options: FuzzOptions): Promise<FuzzRun> {
  return fuzz(
    fc.record({ recipe, variant }),
    async ({ recipe, variant }) => {
      const body = bytesOf(recipe);
      if (body.length > MAX_BODY_BYTES)
        throw new Error(`the mutations made a body of ${body.length} bytes: limit them`);
      const outcome = await outcomeOf(signedDelivery(body, variant));
      const wrong = lossOf(body, outcome);
      return wrong === undefined ? { outcome: outcome.answer.verdict } : { wrong };
    },
    (each) => {
      const body = bytesOf(each.recipe);
      const shown = body.length > 4000 ? `${body.subarray(0, 4000)}… (${body.length} bytes)` : body.toString();
      return `${JSON.stringify(each, undefined, 2)}\n${shown}`;
    },
    options,
  );
}
