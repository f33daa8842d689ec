import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findConfiguration, storedConfiguration } from '#infra/configuration/find-configuration.ts';
import { readConfiguration } from '#infra/configuration/read-configuration.ts';
import { linesTooLong } from '../local/lines-too-long.ts';
import { messageOf } from './configuration-problems.ts';

const own = { clouds: { acme: {} }, stackName: 'Own' };
const other = { clouds: { other: {} } };

let checkout = '';
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
  write('cdk.json', '{"app":"node infra/app.ts","context":{"@aws-cdk/core:a":true}}');
});
afterEach(() => rmSync(checkout, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(checkout, name), text);
}

function writeContext(configuration: unknown): void {
  write('cdk.json', JSON.stringify({ context: { cloudinaryBackup: configuration } }));
}

function problem(context?: unknown): string {
  return messageOf(() => findConfiguration(context, checkout));
}

describe('the configuration', () => {
  test('is read from cloudinary-backup.json', () => {
    write('cloudinary-backup.json', JSON.stringify(own));
    expect(findConfiguration(undefined, checkout)).toEqual(readConfiguration(own));
  });

  test('may begin with a byte order mark, as some editors write it', () => {
    write('cloudinary-backup.json', `\uFEFF${JSON.stringify(own)}`);
    expect(findConfiguration(undefined, checkout)).toEqual(readConfiguration(own));
  });

  test.each([own, JSON.stringify(own)])('is read from cdk.json if that has it: %j', (value) => {
    writeContext(value);
    expect(findConfiguration(value, checkout)).toEqual(readConfiguration(own));
  });

  test('given on the command line overrides both files', () => {
    write('cloudinary-backup.json', '{"broken');
    writeContext(own);
    expect(findConfiguration(JSON.stringify(other), checkout)).toEqual(readConfiguration(other));
  });

  test.each(['', null])('is read from the file if the command line leaves it empty (%j)', (context) => {
    write('cloudinary-backup.json', JSON.stringify(own));
    expect(findConfiguration(context, checkout)).toEqual(readConfiguration(own));
  });

  test('must not be in two files', () => {
    write('cloudinary-backup.json', JSON.stringify(own));
    writeContext(own);
    expect(problem(own)).toMatch(/two configurations: in cloudinary-backup\.json, .* in cdk\.json\.\s+Keep one/s);
  });

  test('is answered with an example to copy if it is missing', () => {
    expect(problem()).toContain('There is no configuration. The smallest cloudinary-backup.json');
    expect(linesTooLong(problem())).toEqual([]);
    expect(problem()).toContain('\n  { "clouds": { "<cloud name>": {} } }\n');
    expect(problem()).toContain(`-c cloudinaryBackup='{"clouds":{"<cloud name>":{}}}'`);
  });
});

describe('the configuration in the files of a checkout, which npm run cost reads,', () => {
  test('is read from either file', () => {
    writeContext(own);
    expect(storedConfiguration(checkout)).toEqual(readConfiguration(own));
    write('cdk.json', '{}');
    write('cloudinary-backup.json', JSON.stringify(other));
    expect(storedConfiguration(checkout)).toEqual(readConfiguration(other));
  });

  test('may be missing', () => {
    expect(storedConfiguration(checkout)).toBeUndefined();
  });

  test('is itself a configuration, with every default', () => {
    write('cloudinary-backup.json', JSON.stringify(own));
    const stored = storedConfiguration(checkout);
    expect(readConfiguration(JSON.stringify(stored))).toEqual(stored);
  });
});

describe('a wrong cloudinary-backup.json', () => {
  test('is reported with its name and the paths within it', () => {
    write('cloudinary-backup.json', '{"clouds":{"acme":{"rules":{"exlude":{}}}},"stackname":"x"}');
    expect(problem().split('\n')).toEqual([
      'cloudinary-backup.json has 2 problems:',
      '  - clouds.acme.rules: unknown setting `exlude`, did you mean `exclude`?',
      '  - cloudinary-backup.json: unknown setting `stackname`, did you mean',
      '    `stackName`?',
    ]);
  });

  test.each([
    ['', 'line 1, column 1'],
    ['{"clouds":\n', 'line 2, column 1'],
    ['{\n  "clouds": {\n    "acme": {},\n  }\n}', 'line 4, column 3'],
    ['{\n  "clouds": acme\n}', 'line 2, column 13'],
    ['clouds', 'line 1, column 1'],
  ])('that is not JSON (%j) is reported with its name and the place', (text, place) => {
    write('cloudinary-backup.json', text);
    expect(problem()).toContain(`cloudinary-backup.json is not valid JSON: ${place}.`);
    expect(problem()).not.toContain('The smallest');
  });

  test('is never quoted, because it may hold a secret, and neither is cdk.json', () => {
    for (const name of ['cloudinary-backup.json', 'cdk.json']) {
      write(name, '{"clouds":{"acme":cloudinary://1:secret@acme}}');
      expect(problem()).toMatch(new RegExp(`${name} is not valid JSON: line 1, column 19\\.`));
      expect(problem()).not.toContain('secret');
      write(name, 'null');
    }
  });

  test('is not treated as missing', () => {
    write('cloudinary-backup.json', 'null');
    expect(problem()).toContain('cloudinary-backup.json: must be a group of settings');
  });
});
