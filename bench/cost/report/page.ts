import { join } from 'node:path';

/** The page that holds the tables. */
export const PAGE = join(import.meta.dirname, '../../../docs/cost.md');

/**
 * The page with its computed parts as they are now; what stands between them is left alone.
 *
 * @throws Error for a part without markers, and for markers without a part
 */
export function withSections(page: string, parts: Readonly<Record<string, string>>): string {
  const found = new Set<string>();
  const written = page.replace(/<!-- computed: (\w+) -->\n.*?<!-- end -->/gs, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`docs/cost.md has markers for ${name}, which nothing computes`);
    found.add(name);
    return `<!-- computed: ${name} -->\n\n${part}\n\n<!-- end -->`;
  });
  const missing = Object.keys(parts).filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`docs/cost.md has no markers for ${missing.join(', ')}`);
  return written;
}
