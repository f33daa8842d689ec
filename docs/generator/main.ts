import { readFile, writeFile } from 'node:fs/promises';
import { ONE_CLOUD } from '#bench/cost/options.ts';
import { synthesizeTemplate } from '#bench/cost/stack-template.ts';
import { generatedPages } from './generated-pages.ts';
import { withSections } from './with-sections.ts';

/** Entry point of `npm run docs`: writes the generated sections of every page. */
const template = await synthesizeTemplate(ONE_CLOUD);
for (const { file, sections } of await generatedPages(template)) {
  const page = await readFile(file, 'utf8');
  const written = withSections(page, sections);
  if (written !== page) await writeFile(file, written);
  console.log(`${file}: ${written === page ? 'up to date' : 'written'}`);
}
