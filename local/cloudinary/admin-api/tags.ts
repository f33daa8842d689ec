import { endpoint } from '../http/endpoint.ts';
import { ok } from '../http/reply.ts';
import { assetsOf } from './page.ts';
import { pageOfNames } from './page-of-names.ts';

const SIZES = { largest: 500, standard: 10 };

/** `GET /tags/:resource_type` (https://cloudinary.com/documentation/admin_api#get_tags): those in use. */
export const listTags = endpoint(['prefix', 'max_results', 'next_cursor'], (call) => {
  const prefix = call.params.get('prefix') ?? '';
  const inUse = new Set(assetsOf(call, () => true).flatMap(({ tags }) => tags));
  const fitting = [...inUse].filter((tag) => tag.startsWith(prefix));
  const { page, next_cursor } = pageOfNames(call, fitting, SIZES);
  return ok({ tags: page, next_cursor });
});
