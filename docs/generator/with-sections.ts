/** The generated sections of a page: Markdown, by their names in the page's markers. */
export type Sections = Readonly<Record<string, string>>;

/**
 * A page with its generated sections replaced. Everything outside `<!-- generated: name -->` and `<!-- end -->` stays.
 *
 * @throws Error for a section without markers, and for markers without a section
 */
export function withSections(page: string, sections: Sections): string {
  const missing = new Set(Object.keys(sections));
  const written = page.replace(/<!-- generated: ([\w -]+?) -->\n.*?<!-- end -->/gs, (_, name: string) => {
    const section = sections[name];
    if (section === undefined) throw new Error(`The page has markers for "${name}", which nothing generates`);
    missing.delete(name);
    return `<!-- generated: ${name} -->\n\n${section}\n\n<!-- end -->`;
  });
  if (missing.size > 0) throw new Error(`The page has no markers for ${[...missing].join(', ')}`);
  return written;
}
