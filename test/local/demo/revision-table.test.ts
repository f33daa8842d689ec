import { expect, test } from 'vitest';
import { displayWidth } from '../../../local/demo/display/format.ts';
import { revisionTable } from '../../../local/demo/report/revision-table.ts';
import { revisionOf } from './held-bucket.ts';

function plain(_: string, text: string) {
  return text;
}

const asset = { resource_type: 'image', type: 'upload', public_id: 'odd/東京' };
const checks = [
  { expected: revisionOf('mug'), verdict: 'OK', stored: { bytes: 3, md5: revisionOf('mug').source.md5 } },
  { expected: revisionOf('tea', { asset }), verdict: 'WRONG', stored: { bytes: 3, md5: 'f'.repeat(32) } },
] as const;

test('the columns stand below each other, wide characters included', () => {
  const lines = revisionTable(checks, { columns: Number.POSITIVE_INFINITY, style: plain }).split('\n');
  expect(lines).toHaveLength(3);
  const columns = lines.map((line) => displayWidth(line.slice(0, line.search(/ (key|demo\/)/))));
  expect(new Set(columns).size).toBe(1);
  expect(lines[1]).toMatch(/^ {2}OK {5}shop\/mug {2,}current {3}3 B {2}([0-9a-f]{8}) {4}\1 {3}0\.25 s {2}demo\/image/);
  expect(lines[2]).toMatch(/^ {2}WRONG .* ffffffff /);
});

test('keys go to lines of their own on a narrow terminal', () => {
  const lines = revisionTable(checks, { columns: 80, style: plain }).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[2]?.trim()).toBe('demo/image/upload/shop/mug/1795000000.png');
  expect(lines[4]?.trim()).toBe('demo/image/upload/odd/%E6%9D%B1%E4%BA%AC/1795000000.png');
});

test('verdicts have colours where there are any', () => {
  const table = revisionTable(checks, { columns: 200, style: (format, text) => `<${format}>${text.trim()}</>` });
  expect(table).toContain('<green>OK</>');
  expect(table).toContain('<red>WRONG</>');
});
