import { ACCOUNT } from '../local-cloud/account.ts';
import { commandsOf } from './commands-of.ts';
import type { OperatorShell, Step } from './operator-shell.ts';

const PAGE = 'runbook.md';

/** Version 1 of the AWS CLI, the one on PyPI, ignores AWS_ENDPOINT_URL for SQS. */
const AWS = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }';

/** The local cloud has no CloudWatch Logs Insights: MiniStack knows only a part of its language. */
const NO_INSIGHTS = 'ask() { echo "(asked CloudWatch Logs Insights, which the local cloud does not have)"; }';

/** An operator who follows docs/runbook.md word for word. */
export type Runbook = Awaited<ReturnType<typeof openRunbook>>;

/** Starts to set the variables and functions from the beginning of the page, for the drill's cloud. */
export async function openRunbook(shell: OperatorShell, outputs: Readonly<Record<string, string>>) {
  const [variables = ''] = await commandsOf(PAGE, 'before-you-begin');
  const preparation = [AWS, `CLOUD=${ACCOUNT.cloud_name}`, variables, NO_INSIGHTS, quickOutput(outputs)];
  const prepared = shell.prepare(preparation.join('\n'));
  // A failure is thrown where the page is followed.
  prepared.catch(() => {});
  /** The steps since the list was last emptied. */
  const steps: Step[] = [];

  const run = async (commands: string) => {
    await prepared;
    steps.push(await shell.run(commands));
  };

  return {
    steps,

    /** Runs the command blocks of a section, all or those that contain one of the texts. */
    async follow(section: string, ...containing: readonly string[]): Promise<void> {
      const blocks = await commandsOf(PAGE, section);
      const wanted = blocks.filter(
        (block) => containing.length === 0 || containing.some((text) => block.includes(text)),
      );
      if (wanted.length === 0) throw new Error(`Section #${section} of docs/runbook.md has no such commands`);
      for (const block of wanted) await run(block);
    },

    /** Stores the credentials in a file, as docs/configuration.md says. */
    async storeCredentials(file: string): Promise<void> {
      const [command = ''] = await commandsOf('configuration.md', 'credentials');
      const here = command.replace('/acme ', `/${ACCOUNT.cloud_name} `).replace('file://credentials', `file://${file}`);
      await run(`${here} --overwrite`);
    },
  };
}

/** Replaces the page's function, once it has worked: each start of the AWS CLI takes a second, which stands for a minute. */
function quickOutput(outputs: Readonly<Record<string, string>>): string {
  return `output() { case "$1" in ${Object.entries(outputs)
    .map(([name, value]) => `${name}) echo '${value.replaceAll("'", "'\\''")}' ;;`)
    .join(' ')} *) echo "The stack has no output $1" >&2; return 1 ;; esac; }`;
}
