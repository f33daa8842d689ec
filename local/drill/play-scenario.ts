import { until } from '../demo/scenario/until.ts';
import { queuedMessages } from '../ministack/queued-messages.ts';
import { firedAlarms, shortName } from './report/fired-alarms.ts';
import type { ScenarioResult } from './report/scenario-block.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { Stage } from './stage.ts';
import { accountForUploads } from './uploads/account-for-uploads.ts';

/** How long alarms may take to fire, and to be over, in minutes of the drill's time. */
const PATIENCE_MINUTES = 150;
const INTERVAL_MS = 200;

/** They look back an hour or so: what was late or failed in one scenario may fire them while the next one plays. */
const LOOK_BACK = ['BackupLag-drill', 'CopiesKeepFailing-drill'];

/**
 * Breaks something, waits for its alarms, puts it right, waits until all is quiet, and proves that nothing is lost.
 *
 * @throws Error for an alarm that the stack does not have
 */
export async function playScenario(scenario: Scenario, stage: Stage): Promise<ScenarioResult> {
  const { watch, uploads, display, mail, runbook, signal } = stage;
  const { miniStack, cloudinary, outputs } = stage.cloud;
  const expected = new Set([...LOOK_BACK, ...scenario.alarms, ...(scenario.consequences ?? [])]);
  const deployed = new Set(watch.alarms.map((alarm) => shortName(alarm.name)));
  const unknown = [...expected].find((one) => !deployed.has(one));
  if (unknown !== undefined) throw new Error(`The stack has no alarm ${unknown}, which ${scenario.name} is about`);
  const began = Date.now();
  const firstTransition = watch.transitions.length;
  const firstUpload = uploads.ledger.length;
  const droppedBefore = cloudinary.notifications.dropped.length;
  const problems: string[] = [];
  runbook.steps.length = 0;
  await mail.read();
  const transitions = () => watch.transitions.slice(firstTransition);
  const hasFired = (name: string) =>
    transitions().some(({ alarm, to }) => shortName(alarm.name) === name && to === 'ALARM');
  const wait = async (what: string, isSo: () => boolean | Promise<boolean>) => {
    const timeoutMs = watch.scale.realMs(PATIENCE_MINUTES * 60);
    const seconds = await until(async () => isSo(), { timeoutMs, intervalMs: INTERVAL_MS, signal });
    if (seconds === undefined) problems.push(`${what} after ${PATIENCE_MINUTES} minutes`);
  };
  const waitUntilOver = () => wait('alarms are not over', () => watch.inState('ALARM').length === 0);

  display.heading(scenario.what);
  await display.during('Breaking it', () => scenario.break(stage));
  const broken = Date.now();
  await display.during('Waiting for the alarm', () =>
    wait(`no alarm ${scenario.alarms.join(', ')}`, () => scenario.alarms.every(hasFired)),
  );
  await display.during('Putting it right', () => scenario.mend(stage));
  const mended = Date.now();
  await display.during('Waiting until all alarms are over', waitUntilOver);
  await uploads.stop();
  const made = uploads.ledger.slice(firstUpload);
  await display.during('Fetching and hashing every upload', async () => {
    await cloudinary.notifications.idle();
    await wait('messages are left', async () =>
      (await queuedMessages(miniStack, outputs)).every(([, messages]) => messages === 0),
    );
    // The last entries of the journal may still be on their way.
    const isComplete = async () => (await accountForUploads(made, stage.evidence)).length === 0;
    await until(isComplete, { timeoutMs: 10_000, intervalMs: INTERVAL_MS, signal });
    problems.push(...(await accountForUploads(made, stage.evidence)));
  });
  // One may have fired meanwhile, for what was late before.
  await waitUntilOver();
  uploads.start();
  const alarms = firedAlarms(transitions(), await mail.read(), { scale: watch.scale, broken, mended });
  for (const { name, description } of alarms) {
    if (!expected.has(name)) problems.push(`unexpected alarm ${name}`);
    if (description === '') problems.push(`no mail of ${name}`);
  }
  for (const _ of cloudinary.notifications.dropped.slice(droppedBefore))
    problems.push('Cloudinary gave a notification up: an inventory must find it');
  const { name, what } = scenario;
  const seconds = (Date.now() - began) / 1000;
  return { name, what, alarms, steps: [...runbook.steps], uploads: made.length, problems, seconds };
}
