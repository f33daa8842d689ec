import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Words that the project no longer uses, each with what to write instead; docs/architecture.md has the glossary. */
const RETIRED: readonly (readonly [RegExp, string])[] = [
  [/\blanes?\b/g, 'queue'],
  [/\b(?:un)?told\b/g, 'recorded, reported; unreported'],
  [/\btell(?:s|ing)?\b/g, 'say, record, report, name, distinguish'],
  [/\b(?<!all )settl(?:e|es|ed|ing|ement)\b/g, 'conclude, wait, ignored'],
  [/\b(?:go|goes|going|gone|went) on\b/g, 'continue, run, be in progress'],
  [/\b(?:whoever|somebody|nobody|everybody)\b/g, 'anyone, no one, everyone, or the actor: the operator, the caller'],
  [/\banew\b/g, 'again'],
  [/\b(?:is|are|was|were) to be\b/g, 'must, should, will'],
  [/\bto be had\b/g, 'can be obtained'],
  [/\b(?:at|in) hand\b/g, 'the plain fact'],
  [/\bgravest\b/g, 'most severe'],
  [/\bfor good\b(?! reason)/g, 'permanently'],
  [/\bof which\b/g, 'two sentences'],
  [/\bby then\b/g, 'before that, meanwhile'],
  [/\b(?:comes|came) to\b/g, 'is, amounts to'],
  [/\bsuffic(?:e|es|ed)\b/g, 'is enough'],
  [/\b(?:has|have|had) (?:what is |whatever is |the )?(?:missing|rest|it) (?:copied|fetched)\b/g, 'queues'],
  [/\b(?:has|have|had) (?:copied|fetched) what(?:ever)? is missing\b/g, 'queues'],
  [/\bhow things are\b/g, 'the state'],
  [/\bfor as long as\b/g, 'while'],
];

const ROOT = join(import.meta.dirname, '..');
/** What others wrote, what names the words on purpose, and what is no prose. */
const SKIPPED = /^(?:package-lock\.json|LICENSE|CHANGELOG\.md|(?:test\/)?lint\/retired-words(?:\.test)?\.ts)$|\.txt$/;

/** The words of a line: identifiers are split at capitals, `_` and `-`, and the sign of a comment is left out. */
function wordsOf(line: string): string {
  return line
    .replace(/^\s*(?:\/?\*+|\/\/|#|>|-)?\s*/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .trim()
    .toLowerCase();
}

/** Where a text uses a retired word, also one that continues on the next line. */
export function retiredWordsIn(text: string): readonly { line: number; word: string; instead: string }[] {
  const lines = text.split('\n').map(wordsOf);
  return lines.flatMap((words, index) => {
    const withNext = `${words} ${lines[index + 1] ?? ''}`;
    return RETIRED.flatMap(([pattern, instead]) =>
      [...withNext.matchAll(pattern)]
        .filter((match) => match.index < words.length)
        .map(([word]) => ({ line: index + 1, word, instead })),
    );
  });
}

/** Folders and files that are not the project's own. */
const FOREIGN: ReadonlySet<string> = new Set([
  '.git',
  ...readFileSync(join(ROOT, '.gitignore'), 'utf8').replaceAll('/', '').split('\n'),
]);

/** The texts of the project. */
function texts(): readonly (readonly [path: string, text: string])[] {
  return globSync(['**/*', '.ci/*'], { cwd: ROOT, withFileTypes: true, exclude: ({ name }) => FOREIGN.has(name) })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)))
    .filter((path) => !SKIPPED.test(path))
    .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')] as const)
    .filter(([, text]) => !text.includes('\0'));
}

if (import.meta.main) {
  const found = texts().flatMap(([path, text]) =>
    retiredWordsIn(text).map(({ line, word, instead }) => `${path}:${line}: "${word}" is retired; write: ${instead}`),
  );
  for (const message of found) console.error(message);
  if (found.length > 0) process.exitCode = 1;
}
