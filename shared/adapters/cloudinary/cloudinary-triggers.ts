import * as z from 'zod/mini';
import type { Credential } from '../../domain/cloudinary/credentials.ts';
import { PipelineError } from '../../domain/errors.ts';
import type { Trigger, TriggerApi, TriggerOptions, TriggerResult } from '../../usecases/triggers/trigger-api.ts';

const TIMEOUT_MS = 20_000;

const listSchema = z.object({
  triggers: z.array(
    z.object({
      id: z.pipe(z.union([z.string(), z.number()]), z.transform(String)),
      uri: z.string(),
      event_type: z.string(),
      additive: z.catch(z.optional(z.boolean()), undefined),
      auth_scheme: z.catch(z.optional(z.string()), undefined),
      filter: z.optional(z.unknown()),
      payload_template: z.optional(z.unknown()),
    }),
  ),
});

/** Neither absent nor empty. */
function isSet(option: unknown): boolean {
  return typeof option === 'object' && option !== null ? Object.keys(option).length > 0 : Boolean(option);
}

/** What Cloudinary says is wrong with a request; shortened, as it may echo what it was sent. */
async function whyOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  const message = /"message"\s*:\s*"([^"]{1,200})/.exec(text)?.[1];
  return `HTTP ${response.status}${message === undefined ? '' : `: ${message}`}`;
}

/**
 * The triggers of one product environment over REST: Cloudinary's SDK for Node has no methods for them.
 *
 * Source: https://cloudinary.com/documentation/admin_api#triggers
 */
export class CloudinaryTriggers implements TriggerApi {
  readonly #base: string;
  readonly #authorization: string;

  constructor(apiOrigin: string, cloud: string, { apiKey, apiSecret }: Credential) {
    this.#base = `${apiOrigin}/v1_1/${encodeURIComponent(cloud)}/triggers`;
    this.#authorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
  }

  async list(): Promise<readonly Trigger[]> {
    const response = await this.#call('GET', '');
    if (!response.ok) throw await this.#failure('list triggers', response);
    const parsed = listSchema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw new PipelineError('origin-failed', 'Cloudinary answered with no list of triggers.');
    return parsed.data.triggers.map(({ filter, payload_template, ...trigger }) => ({
      ...trigger,
      altered: isSet(filter) || isSet(payload_template),
    }));
  }

  create(uri: string, event_type: string, options: TriggerOptions): Promise<TriggerResult> {
    return this.#write('POST', '', { uri, event_type, uri_type: 'webhook', ...options });
  }

  update(id: string, new_uri: string, options: TriggerOptions): Promise<TriggerResult> {
    return this.#write('PUT', `/${encodeURIComponent(id)}`, { new_uri, ...options });
  }

  async delete(id: string): Promise<void> {
    const response = await this.#call('DELETE', `/${encodeURIComponent(id)}`);
    if (!response.ok && response.status !== 404) throw await this.#failure('delete a trigger', response);
    await response.body?.cancel();
  }

  /** 4xx other than authorization and throttling is a refusal of this request; everything else is thrown. */
  async #write(method: string, path: string, body: object): Promise<TriggerResult> {
    const response = await this.#call(method, path, body);
    if (response.ok) {
      await response.body?.cancel();
      return { accepted: true };
    }
    const { status } = response;
    const isRefusal = status >= 400 && status < 500 && ![401, 403, 420, 429].includes(status);
    if (!isRefusal) throw await this.#failure('write a trigger', response);
    return { accepted: false, why: await whyOf(response) };
  }

  async #failure(what: string, response: Response): Promise<PipelineError> {
    const why = await whyOf(response);
    const denied = response.status === 401 || response.status === 403;
    const remedy = denied ? ' Is the first API key of the parameter active, and may it manage webhooks?' : '';
    return new PipelineError(
      denied ? 'credentials-unavailable' : 'origin-failed',
      `Cloudinary refused to ${what} (${why}).${remedy}`,
    );
  }

  async #call(method: string, path: string, body?: object): Promise<Response> {
    const headers = { authorization: this.#authorization, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const init = { method, headers, signal, redirect: 'error' as const };
    try {
      return await fetch(this.#base + path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
    } catch (error) {
      throw new PipelineError('origin-failed', 'Cloudinary could not be reached.', { cause: error });
    }
  }
}
