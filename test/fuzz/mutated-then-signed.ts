import fc from 'fast-check';
import { MAX_BODY_BYTES } from '../../shared/usecases/webhook/receive-notification.ts';
import { BODIES } from './bodies.ts';
import { outcomeOf, signedDelivery } from './delivered.ts';
import { type FuzzRun, fuzz } from './fuzz-run.ts';
import { lossOf } from './losses.ts';
import { anyRecipe, bytesOf } from './mutations.ts';

const cases = fc.record({ recipe: anyRecipe(BODIES), variant: fc.nat(3) });

/** Bodies that were mutated and then signed: each has to be answered 200, and nothing of it may be lost. */
export function fuzzMutatedThenSigned(options: { runs: number; seed: number }): Promise<FuzzRun> {
  return fuzz(
    cases,
    async ({ recipe, variant }) => {
      const body = bytesOf(recipe);
      if (body.length > MAX_BODY_BYTES) throw new Error(`the mutations made ${body.length} bytes: bound them`);
      const outcome = await outcomeOf(signedDelivery(body, variant));
      const wrong = lossOf(body, outcome);
      return wrong === undefined ? { outcome: outcome.answer.verdict } : { wrong };
    },
    ({ recipe, variant }) => {
      const body = bytesOf(recipe);
      const shown = body.length > 4000 ? `${body.subarray(0, 4000)}… (${body.length} bytes)` : body.toString();
      return `${JSON.stringify({ recipe, variant }, undefined, 2)}\n${shown}`;
    },
    options,
  );
}
