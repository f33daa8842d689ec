import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseDrillOptions } from '../../../local/drill/drill-options.ts';
import { SCENARIOS } from '../../../local/drill/scenarios.ts';

const names = SCENARIOS.map(({ name }) => name);
let written = '';

beforeEach(() => {
  written = '';
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += text;
      return true;
    });
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the options of the drill', () => {
  it('play every scenario by default', () => {
    expect(parseDrillOptions([])).toEqual({ only: names, json: false, verbose: false });
  });

  it('choose scenarios and output', () => {
    const options = parseDrillOptions(['--json', '--only', 'wrong-secret', 'forged-flood']);
    expect(options).toEqual({ only: ['wrong-secret', 'forged-flood'], json: true, verbose: false });
  });

  it('tell every scenario in their help', () => {
    expect(parseDrillOptions(['--help'])).toEqual({ exitCode: 0 });
    for (const name of names) expect(written).toContain(name);
  });

  it.each([[['--all']], [['--only', 'flood']]])('complain of %s', (args) => {
    expect(parseDrillOptions(args)).toEqual({ exitCode: 2 });
    expect(written).toContain('npm run drill -- --help');
  });
});
