import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The root of the repository. */
export const REPOSITORY = join(import.meta.dirname, '../..');

/** A Markdown file of the project. */
export interface MarkdownFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

function isForeign(name: string): boolean {
  return name === 'node_modules' || name === 'cdk.out' || name.startsWith('.');
}

/** The files of the project that match a pattern, but for those in folders that tools make. */
export async function projectFiles(pattern: string): Promise<readonly string[]> {
  const paths: string[] = [];
  const exclude = (path: string) => path.split('/').some(isForeign);
  for await (const path of glob(pattern, { cwd: REPOSITORY, exclude })) paths.push(path);
  return paths;
}

/** Every Markdown file of the project. */
export async function markdownFiles(): Promise<readonly MarkdownFile[]> {
  const paths = await projectFiles('**/*.md');
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(REPOSITORY, path), 'utf8') })));
}

function withoutCodeBlocks(text: string): string {
  return text.replaceAll(/^ *```.*?^ *```/gms, '');
}

const COLUMNS = 120;
const CELL_LENGTH = 200;
/** A space after the first word, or after the first link, which stays whole: a place to wrap at. */
const BREAKABLE = /^\s*(?:[-*>] |\d+\. )?(?:\[[^\]]*\]\([^)]*\)\S*|[^\s[]\S*) /;

function isTableRow(line: string): boolean {
  return line.startsWith('|');
}

/** Lines of prose that could have been wrapped at {@link COLUMNS} and are longer. */
export function unwrappedLines({ text }: MarkdownFile): readonly string[] {
  return withoutCodeBlocks(text)
    .split('\n')
    .filter((line) => line.length > COLUMNS && !isTableRow(line) && BREAKABLE.test(line));
}

/** Cells of tables that are longer than {@link CELL_LENGTH}: what they explain belongs under a heading. */
export function longCells({ text }: MarkdownFile): readonly string[] {
  return withoutCodeBlocks(text)
    .split('\n')
    .filter(isTableRow)
    .flatMap((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .filter((cell) => cell.length > CELL_LENGTH);
}

/** Where the links of a file lead that do not leave the repository: a path from the file, an anchor, or both. */
export function relativeLinks({ text }: MarkdownFile): readonly string[] {
  return [...withoutCodeBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
    /^[a-z]+:/.test(target) ? [] : [target],
  );
}

/** What a file names in code and could be a path. */
function codeNames({ text }: MarkdownFile): readonly string[] {
  return [...withoutCodeBlocks(text).matchAll(/`([\w./*-]+)`/g)].map(([, code = '']) => code);
}

/** Paths from the root of the repository that a file names in code; some hold asterisks. */
export function repositoryPaths(file: MarkdownFile): readonly string[] {
  return codeNames(file).filter((code) =>
    /^(?:\.ci|bench|cli|docs|functions|infra|lint|local|shared|test)\//.test(code),
  );
}

/** TypeScript files that a file names in code, wherever they are: `conclude-shard.ts`. */
export function typescriptNames(file: MarkdownFile): readonly string[] {
  return codeNames(file).filter((code) => /^[^*]*\w\.ts$/.test(code));
}

/** The anchors of a file's headings, as GitHub makes them. */
export function anchors(text: string): readonly string[] {
  return [...withoutCodeBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
