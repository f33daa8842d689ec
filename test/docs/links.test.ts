import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  anchors,
  longCells,
  markdownFiles,
  projectFiles,
  REPOSITORY,
  relativeLinks,
  repositoryPaths,
  typescriptNames,
  unwrappedLines,
} from './markdown-files.ts';

const files = await markdownFiles();
const sources = await projectFiles('**/*.ts');
const textOf = new Map(files.map(({ path, text }) => [path, text]));

async function exists(path: string): Promise<boolean> {
  for await (const _ of glob(path, { cwd: REPOSITORY })) return true;
  return false;
}

async function missing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(exists));
  return paths.filter((_, index) => !found[index]);
}

test('the documentation is found', () => {
  expect([...textOf.keys()]).toContain('docs/architecture.md');
});

test.each(files)('$path links to files and headings that exist', async (file) => {
  const links = relativeLinks(file).map((link) => {
    const [target = '', anchor] = link.split('#');
    return { path: target === '' ? file.path : join(file.path, '..', target), anchor };
  });
  expect(await missing(links.map(({ path }) => path))).toEqual([]);
  const headless = links.filter(
    ({ path, anchor }) => anchor !== undefined && !anchors(textOf.get(path) ?? '').includes(anchor),
  );
  expect(headless).toEqual([]);
});

test.each(files)('$path names paths and TypeScript files that exist', async (file) => {
  expect(await missing(repositoryPaths(file))).toEqual([]);
  expect(typescriptNames(file).filter((name) => !sources.some((path) => `/${path}`.endsWith(`/${name}`)))).toEqual([]);
});

test.each(files)('$path wraps at 120 columns, and keeps long explanations out of its tables', (file) => {
  expect(unwrappedLines(file)).toEqual([]);
  expect(longCells(file)).toEqual([]);
});
