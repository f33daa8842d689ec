import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { detailsOf } from '#shared/domain/asset/asset-details.ts';
import { REVISIONS_PREFIX, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { encodePublicId } from '#shared/domain/bucket/public-id-encoding.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import { asQueueSafeJson } from '#shared/domain/text/queue-safe-json.ts';
import { readCodeBlocks } from './code-blocks.ts';

const run = promisify(execFile);

const page = await readFile(join(import.meta.dirname, '../../docs/bucket.md'), 'utf8');

/** Rows of the table of examples: `| image, upload | \`a//b\` | 1795166132, jpg | \`image/upload/…\` |` */
const examples = [...page.matchAll(/^\| (\w+), (\w+) +\| `([^`]+)` +\| (\d+)(?:, (\w+))? +\| `([^`]+)` +\|$/gm)].map(
  ([, resource_type = '', type = '', public_id = '', version, format, key = '']) => ({
    asset: { resource_type, type, public_id },
    revision: { version: Number(version), ...(format !== undefined && { format }) },
    key,
  }),
);

describe('docs/bucket.md', () => {
  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  test.each(examples)('gives the key of $asset.public_id', ({ asset, revision, key }) => {
    expect(revisionKey('acme-demo', asset, revision)).toBe(`${REVISIONS_PREFIX}acme-demo/${key}`);
  });

  test('gives examples of entries that can be read, with every detail of protection', async () => {
    const entries = (await readCodeBlocks('docs/bucket.md', 'json')).map((block) => JSON.parse(block));
    const unreadable: number[] = [];
    const file = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    const read = readJournalFile(Buffer.from(file), (line) => unreadable.push(line));
    expect({ kinds: read.map(({ kind }) => kind), unreadable }).toEqual({
      kinds: ['revision', 'moderation', 'revision'],
      unreadable: [],
    });
    const [revision] = entries;
    expect(revision.key).toBe(revisionKey(revision.cloud, revision, revision));
    expect(detailsOf(revision)).toMatchObject({
      access_mode: 'authenticated',
      access_control: null,
      moderation: [{ kind: 'manual', status: 'pending' }],
      related_assets: [{ public_id: 'products/hero.pdf' }],
    });
  });

  test.each(['products/hero [final] (1)*', 'a"b\\c$(d) `e`', '-n'])(
    'prints the history of %j, and of no other asset',
    async (publicId) => {
      const history = (await readCodeBlocks('docs/bucket.md', 'sh')).find((code) => code.includes('find journal'));
      const command =
        history
          ?.split('\n')
          .filter((line) => !line.startsWith('aws '))
          .join('\n') ?? '';
      const entry = { at: '2026-11-20T09:00:00.000000Z', kind: 'revision', version: 1, outcome: 'stored', key: 'k' };
      const entries = [publicId, 'products/hero final (1)*', 'products/hero f1'].map((public_id) => ({
        ...entry,
        public_id,
      }));
      const folder = await mkdtemp(join(tmpdir(), 'history-'));
      await mkdir(join(folder, 'journal/20/09'), { recursive: true });
      await writeFile(
        join(folder, 'journal/20/09/a.ndjson'),
        entries.map((each) => `${asQueueSafeJson(each)}\n`).join(''),
      );
      const { stdout } = await run('sh', ['-c', command], {
        cwd: folder,
        env: { ...process.env, PUBLIC_ID: publicId },
      });
      await rm(folder, { recursive: true });
      expect(stdout).toBe('["2026-11-20T09:00:00.000000Z","revision",1,"stored","k"]\n');
    },
  );
});

describe('docs/imagekit.md', () => {
  test('says which characters a reader must encode beyond encodeURIComponent', async () => {
    const imagekit = await readFile(join(import.meta.dirname, '../../docs/imagekit.md'), 'utf8');
    const differing = Array.from({ length: 0x7f }, (_, code) => String.fromCharCode(code)).filter(
      (character) => encodePublicId(character) !== encodeURIComponent(character),
    );
    expect(differing.join('')).toBe("!'()*./:~");
    for (const encoded of [...differing, '..'].map(encodePublicId).filter((each) => each.startsWith('%'))) {
      expect(imagekit).toContain(`\`${encoded}\``);
    }
    expect(['/', ':', 'a.b'].map(encodePublicId)).toEqual(['/', ':', 'a.b']);
  });
});
