/** The parts that a path may name, with what fits each. */
const PARTS = {
  resource_type: 'image|video|raw',
  /** The resource type of an upload, which may leave it to Cloudinary to find out. */
  resource_type_or_auto: 'image|video|raw|auto',
  type: '\\w+',
  public_id: '.+',
  asset_id: '[0-9a-f]{32}',
  tag: '.+',
  kind: '\\w+',
  status: '\\w+',
  folder: '.+',
  trigger: '[^/]+',
  date: '.*',
  external_id: '[^/]+',
  name: '.+',
};

type Part = keyof typeof PARTS;

/** The parts of a path that its route names; empty where it names none such. */
export type PathParts = Readonly<Record<Part, string>>;

/** Method, pattern of the decoded path below the cloud name, and what answers. */
export type Route<Handler> = readonly [method: string, pattern: RegExp, handler: Handler];

/** Routes from a table such as `{ 'GET resources/:resource_type': list }`. */
export function routesOf<Handler>(table: Readonly<Record<string, Handler>>): readonly Route<Handler>[] {
  return Object.entries(table).map(([route, handler]) => {
    const [method = '', path = ''] = route.split(' ');
    // A misspelt part would match nothing: every name is one of the table's, or the route is refused here.
    const pattern = path.replace(/:(\w+)/g, (_, name: Part) => {
      if (!(name in PARTS)) throw new Error(`${route}: no part is called ${name}`);
      return `(?<${name}>${PARTS[name]})`;
    });
    return [method, new RegExp(`^${pattern}$`, 's'), handler];
  });
}

/** The first route that fits, with the parts of the path. */
export function findRoute<Handler>(
  routes: readonly Route<Handler>[],
  method: string,
  path: string,
): { handler: Handler; path: PathParts } | undefined {
  for (const [wanted, pattern, handler] of routes) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (!match) continue;
    const parts = Object.keys(PARTS).map((name) => [name, match.groups?.[name] ?? '']);
    // Of exactly these names.
    return { handler, path: Object.fromEntries(parts) as PathParts };
  }
  return undefined;
}
