import type { Handler } from './api-call.ts';
import type { Params } from './params.ts';
import { ApiError } from './reply.ts';

/** Parameters of every call: who makes it and who is notified. They change no answer. */
const OF_EVERY_CALL = [
  'api_key',
  'cloud_name',
  'notification_url',
  'signature',
  'signature_algorithm',
  'signature_version',
  'timestamp',
];

/** A handler that refuses every parameter it does not name. */
export type Endpoint = Handler & {
  readonly parameters: ReadonlySet<string>;
  /** Whether it decides itself about calls without a signature. */
  readonly takesUnsigned: boolean;
};

/** Refuses every parameter by name that is neither among `names` nor one of every call. */
export function refuseOthers(params: Params, names: readonly string[]): void {
  const unknown = params.names().filter((name) => !OF_EVERY_CALL.includes(name) && !names.includes(name));
  if (unknown.length > 0) throw new ApiError(400, `Not simulated: parameter ${unknown.join(', ')}`);
}

/**
 * A handler with the names of the parameters that it simulates. Any other is refused by name with a 400: accepted in
 * silence, it would make a client believe in an effect that never comes.
 */
export function endpoint(
  names: readonly string[],
  handler: Handler,
  { takesUnsigned = false }: { takesUnsigned?: boolean } = {},
): Endpoint {
  const refusing: Handler = (call) => {
    refuseOthers(call.params, names);
    return handler(call);
  };
  return Object.assign(refusing, { parameters: new Set([...OF_EVERY_CALL, ...names]), takesUnsigned });
}
