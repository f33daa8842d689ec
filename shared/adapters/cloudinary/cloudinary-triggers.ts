import * as z from 'zod/mini';
import type { Credential } from '#shared/domain/cloudinary/credentials.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { TriggerApi, TriggerResult } from '#shared/usecases/triggers/trigger-api.ts';

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

/** Whether an option is neither absent nor empty. */
function isSet(option: unknown): boolean {
  return typeof option === 'object' && option !== null ? Object.keys(option).length > 0 : Boolean(option);
}

/** What Cloudinary says is wrong with a request, shortened because it may echo the request. */
async function whyOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  const message = /"message"\s*:\s*"([^"]{1,200})/.exec(text)?.[1];
  return `HTTP ${response.status}${message === undefined ? '' : `: ${message}`}`;
}

async function failure(what: string, response: Response): Promise<PipelineError> {
  const why = await whyOf(response);
  const denied = response.status === 401 || response.status === 403;
  const remedy = denied ? ' Is the first API key in the parameter active, and may it manage webhooks?' : '';
  const code = denied ? 'credentials-unavailable' : 'cloudinary-failed';
  return new PipelineError(code, `Cloudinary refused to ${what} (${why}).${remedy}`);
}

/**
 * The triggers of one cloud, over REST: Cloudinary's SDK for Node has no methods for them.
 *
 * Source: https://cloudinary.com/documentation/admin_api#triggers
 */
export function cloudinaryTriggers(apiOrigin: string, cloud: string, { apiKey, apiSecret }: Credential): TriggerApi {
  const base = `${apiOrigin}/v1_1/${encodeURIComponent(cloud)}/triggers`;
  const authorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;

  const call = async (method: string, path: string, content?: object): Promise<Response> => {
    const headers = { authorization, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const body = content === undefined ? null : JSON.stringify(content);
    try {
      return await fetch(base + path, { method, headers, signal, redirect: 'error', body });
    } catch (error) {
      throw new PipelineError('cloudinary-failed', 'Cloudinary could not be reached.', { cause: error });
    }
  };

  /** A 4xx other than for authorization or throttling refuses this request; every other failure is thrown. */
  const write = async (method: string, path: string, content: object): Promise<TriggerResult> => {
    const response = await call(method, path, content);
    if (response.ok) {
      await response.body?.cancel();
      return { accepted: true };
    }
    const { status } = response;
    const isRefusal = status >= 400 && status < 500 && ![401, 403, 420, 429].includes(status);
    if (!isRefusal) throw await failure('write a trigger', response);
    return { accepted: false, why: await whyOf(response) };
  };

  return {
    list: async () => {
      const response = await call('GET', '');
      if (!response.ok) throw await failure('list triggers', response);
      const parsed = listSchema.safeParse(await response.json().catch(() => undefined));
      if (!parsed.success)
        throw new PipelineError('cloudinary-failed', 'Cloudinary answered without a list of triggers.');
      return parsed.data.triggers.map(({ filter, payload_template, ...trigger }) => ({
        ...trigger,
        altered: isSet(filter) || isSet(payload_template),
      }));
    },
    create: (uri, event_type, options) => write('POST', '', { uri, event_type, uri_type: 'webhook', ...options }),
    update: (id, new_uri, options) => write('PUT', `/${encodeURIComponent(id)}`, { new_uri, ...options }),
    delete: async (id) => {
      const response = await call('DELETE', `/${encodeURIComponent(id)}`);
      if (!response.ok && response.status !== 404) throw await failure('delete a trigger', response);
      await response.body?.cancel();
    },
  };
}
