import { plural } from '#shared/domain/text/figure-text.ts';

/** A finding about one of several things of a kind: `the statement WriteOnce is missing`. */
const FINDING = /^the (statement|marker)(?: of)? (without a Sid|\S+) (.+)$/;
const PLURALS: Readonly<Record<string, string>> = { is: 'are', has: 'have', allows: 'allow' };

/**
 * Joins what was found about one condition. Findings that differ only in a name become one:
 * `2 statements are missing: WriteOnce, NoDeletion`.
 */
export function foundText(found: readonly string[]): string {
  const alike = Map.groupBy(found, (text) => text.replace(FINDING, '$1 $3'));
  return [...alike.values()]
    .map((texts) => {
      const [, noun, , is] = FINDING.exec(texts[0] ?? '') ?? [];
      if (noun === undefined || is === undefined || texts.length === 1) return texts.join('; ');
      const are = is.replaceAll(/\b(?:is|has|allows)\b/g, (verb) => PLURALS[verb] ?? verb);
      return `${plural(texts.length, noun)} ${are}: ${texts.map((text) => text.replace(FINDING, '$2')).join(', ')}`;
    })
    .join('; ');
}
