import { describe, expect, it } from 'vitest';
import { commandsIn, commandsOf } from '#local/drill/runbook/commands-of.ts';

const PAGE = `# Page

## First one

\`\`\`sh
first
\`\`\`

## Second: the (other) one

\`\`\`text
# no heading
\`\`\`

\`\`\`sh
second
# a comment
third
\`\`\`

### Below

\`\`\`sh
below
\`\`\`

## Third

Nothing.

## Fourth

1. Do this:

   \`\`\`sh
   if true; then
     echo yes
   fi
   \`\`\`
`;

describe('the commands of a section', () => {
  it('are its sh blocks and those of the sections below it', () => {
    expect(commandsIn(PAGE, 'first-one')).toEqual(['first']);
    expect(commandsIn(PAGE, 'second-the-other-one')).toEqual(['second\n# a comment\nthird', 'below']);
    expect(commandsIn(PAGE, 'below')).toEqual(['below']);
  });

  it('may be in a list', () => {
    expect(commandsIn(PAGE, 'fourth')).toEqual(['if true; then\n  echo yes\nfi']);
  });

  it('may be empty', () => {
    expect(commandsIn(PAGE, 'third')).toEqual([]);
  });

  it('are undefined for a section that does not exist', async () => {
    expect(commandsIn(PAGE, 'no-heading')).toBeUndefined();
    await expect(commandsOf('runbook.md', 'nowhere')).rejects.toThrow('docs/runbook.md has no section #nowhere');
  });

  it.each([
    ['runbook.md', 'before-you-begin', 'output() {'],
    ['runbook.md', 'dead-letters', './cloudinary-backup redrive live --stack'],
    ['runbook.md', 'a-flood-of-forged-requests', 'aws logs filter-log-events'],
    ['runbook.md', 'bucket-conditions', 'SID=NoVersioningLifecycleOrObjectLock'],
    // The drill puts its own cloud and file there.
    ['configuration.md', 'credentials', '/cloudinary-backup/acme --value file://credentials'],
  ])('of %s under #%s are what the drill runs', async (page, anchor, command) => {
    expect((await commandsOf(page, anchor)).join('\n')).toContain(command);
  });
});
