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

/** Every Markdown file of the project, but for those in folders that tools make. */
export async function markdownFiles(): Promise<readonly MarkdownFile[]> {
  const files: MarkdownFile[] = [];
  const exclude = (path: string) => path.split('/').some(isForeign);
  for await (const path of glob('**/*.md', { cwd: REPOSITORY, exclude })) {
    files.push({ path, text: await readFile(join(REPOSITORY, path), 'utf8') });
  }
  return files;
}

function withoutCodeBlocks(text: string): string {
  return text.replaceAll(/^```.*?^```/gms, '');
}

/** Where the links of a file lead that do not leave the repository: a path from the file, an anchor, or both. */
export function relativeLinks({ text }: MarkdownFile): readonly string[] {
  return [...withoutCodeBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
    /^[a-z]+:/.test(target) ? [] : [target],
  );
}

/** Paths from the root of the repository that a file names in code; some hold asterisks. */
export function repositoryPaths({ text }: MarkdownFile): readonly string[] {
  return [...withoutCodeBlocks(text).matchAll(/`([^`\s]+)`/g)].flatMap(([, code = '']) =>
    /^(?:\.ci|bench|docs|functions|infra|local|shared|test)\/[\w./*-]+$/.test(code) ? [code] : [],
  );
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
