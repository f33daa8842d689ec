import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok } from '../http/reply.ts';
import { allFolders, describeFolder } from '../library/folder-tree.ts';
import { folderPath, type Matcher, texts } from './matchers.ts';
import { parseExpression, selector } from './search-expression.ts';
import { type Sortable, searchOrder } from './search-order.ts';
import { searchPage } from './search-page.ts';

type Folder = ReturnType<typeof describeFolder>;

const FIELDS: Readonly<Record<string, Matcher<Folder>>> = {
  path: folderPath(({ path }) => path),
  name: texts(({ name }) => [name]),
};

/** The simulation does not know when a folder was created, so folders come in the order of their paths. */
const SORTABLE: Sortable<Folder> = { path: ({ path }) => path, name: ({ name }) => name };

/** `POST /folders/search` (https://cloudinary.com/documentation/admin_api#search_folders). */
export const searchFolders = endpoint(['expression', 'sort_by', 'max_results', 'next_cursor'], (call) => {
  const { cloud, params, json } = call;
  const fits = selector<Folder>(parseExpression(params.get('expression') ?? ''), (term) => {
    const matcher = FIELDS[term.field ?? 'name'];
    if (!matcher) throw new ApiError(400, `Not simulated: search field ${term.field}`);
    return matcher(term, cloud.now());
  });
  const found = [...allFolders(cloud)].map(describeFolder).filter(fits);
  const order = searchOrder(json['sort_by'], SORTABLE, ({ path }) => path, 'asc');
  const { items, next_cursor } = searchPage(call, found, order);
  return ok({ total_count: found.length, time: 1, folders: items, next_cursor });
});
