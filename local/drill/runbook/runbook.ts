import { ACCOUNT } from '../cloud/account.ts';
import { commandsOf } from './commands-of.ts';
import type { OperatorShell, Step } from './operator-shell.ts';

const PAGE = 'runbook.md';

/** Version 1 of the AWS CLI, the one on PyPI, looks past AWS_ENDPOINT_URL for SQS. */
const AWS = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }';

/** CloudWatch Logs Insights is not on the local cloud: MiniStack knows a part of its language. */
const NO_INSIGHTS = 'ask() { echo "(asked CloudWatch Logs Insights, which the local cloud does not have)"; }';

/** An operator who does what docs/runbook.md says, word for word. */
export type Runbook = Awaited<ReturnType<typeof openRunbook>>;

/** Begins to set the variables and functions that the page begins with, for the cloud of the drill. */
export async function openRunbook(shell: OperatorShell, outputs: Readonly<Record<string, string>>) {
  const [variables = ''] = await commandsOf(PAGE, 'before-you-begin');
  const preparation = [AWS, `CLOUD=${ACCOUNT.cloud_name}`, variables, NO_INSIGHTS, quickOutput(outputs)];
  const prepared = shell.prepare(preparation.join('\n'));
  // Whoever follows the page hears of its failure.
  prepared.catch(() => {});
  /** What was done since it was last emptied. */
  const steps: Step[] = [];

  const run = async (commands: string) => {
    await prepared;
    steps.push(await shell.run(commands));
  };

  return {
    steps,

    /** Runs the blocks of commands of a section, all or those that contain a text. */
    async follow(section: string, ...containing: readonly string[]): Promise<void> {
      const blocks = await commandsOf(PAGE, section);
      const wanted = blocks.filter(
        (block) => containing.length === 0 || containing.some((text) => block.includes(text)),
      );
      if (wanted.length === 0) throw new Error(`Section #${section} of docs/runbook.md has no such commands`);
      for (const block of wanted) await run(block);
    },

    /** Stores the credentials in a file, as the page on the configuration says. */
    async storeCredentials(file: string): Promise<void> {
      const [command = ''] = await commandsOf('configuration.md', 'credentials');
      const here = command.replace('acme-demo', ACCOUNT.cloud_name).replace('credentials.txt', file);
      await run(`${here} --overwrite`);
    },
  };
}

/** The page's function asks AWS, and each start of the CLI takes a second of a minute: once it has worked, it need not. */
function quickOutput(outputs: Readonly<Record<string, string>>): string {
  return `output() { case "$1" in ${Object.entries(outputs)
    .map(([name, value]) => `${name}) echo '${value.replaceAll("'", "'\\''")}' ;;`)
    .join(' ')} *) echo "The stack has no output $1" >&2; return 1 ;; esac; }`;
}
