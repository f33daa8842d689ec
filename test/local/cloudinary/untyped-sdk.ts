import { v2 as cloudinary } from 'cloudinary';

type Options = Record<string, unknown>;
type Answer = Record<string, unknown>;

/** The parts of a search's answer that tests read. */
export interface SearchAnswer {
  resources: { public_id: string }[];
  folders: { path: string }[];
  next_cursor?: string;
}

/** The SDK's search builder, whose `execute` takes options that its types leave out. */
export interface Search {
  sort_by(field: string, direction: string): Search;
  max_results(count: number): Search;
  next_cursor(cursor: string): Search;
  with_field(field: string): Search;
  fields(field: string): Search;
  aggregate(field: string): Search;
  execute(options: Options): Promise<SearchAnswer>;
}

/** Methods of the SDK that its type definitions lack (cloudinary 2.11.0). */
interface UntypedSdk {
  api: {
    resource_by_asset_id(assetId: string, options: Options): Promise<{ public_id: string }>;
    root_folders(options: Options): Promise<{ folders: { path: string }[]; next_cursor: string | null }>;
    delete_backed_up_assets(assetId: string, versionIds: string[], options: Options): Promise<Answer>;
  };
  search: { expression(expression: string): Search };
  search_folders: { expression(expression: string): Search };
}

// The methods exist; only their declarations are missing.
const untyped = cloudinary as unknown as UntypedSdk;

/** `v2.api` methods without declarations. */
export const untypedApi = untyped.api;

/** `v2.search.expression`. */
export function searchFor(expression = ''): Search {
  return untyped.search.expression(expression);
}

/** `v2.search_folders.expression`. */
export function searchForFolders(expression = ''): Search {
  return untyped.search_folders.expression(expression);
}
