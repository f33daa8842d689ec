import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configurationSchema } from '#infra/configuration/configuration.ts';
import { readConfiguration } from '#infra/configuration/read-configuration.ts';
import { settingNames } from './setting-names.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');

/** Rows of tables whose first cell is a name in code: the name, and the cell with the default. */
const documented = [...page.matchAll(/^\| `([^`|]+)` +\| ([^|]+) \|/gm)].map(([, name = '', fallback = '']) => ({
  name,
  fallback: fallback.trim(),
}));

const CLOUD = 'any-cloud';
const defaults: unknown = configurationSchema.parse({ clouds: { [CLOUD]: {} } });

function defaultOf(name: string): string {
  const value = name
    .replace('<cloud>', CLOUD)
    .split('.')
    .reduce<unknown>((group, key) => Object(group)[key], defaults);
  return value === undefined ? 'none' : `\`${JSON.stringify(value).replace(CLOUD, '<cloud>')}\``;
}

describe('docs/configuration.md', () => {
  test('names every setting, and no other', () => {
    expect(documented.map(({ name }) => name).toSorted()).toEqual(settingNames(configurationSchema).toSorted());
  });

  test.each(documented)('gives the default of $name', ({ name, fallback }) => {
    expect(fallback).toBe(defaultOf(name));
  });

  const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));

  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(2);
  });

  test.each(examples)('has an example that deploys: %j', (example) => {
    expect(() => readConfiguration(example)).not.toThrow();
  });
});
