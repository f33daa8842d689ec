import { until } from '../demo/scenario/until.ts';
import { pendingMessages } from './cloud/pending-messages.ts';
import { firedAlarms, shortName } from './report/fired-alarms.ts';
import type { ScenarioResult } from './report/scenario-result.ts';
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
  const { watch, uploads, display, mail } = stage;
  const deployed = new Set(watch.alarms.map((alarm) => shortName(alarm.name)));
  const unknown = [...LOOK_BACK, ...scenario.alarms, ...(scenario.consequences ?? [])].find(
    (one) => !deployed.has(one),
  );
  if (unknown !== undefined) throw new Error(`The stack has no alarm ${unknown}, which ${scenario.name} is about`);
  const began = Date.now();
  const firstTransition = watch.transitions.length;
  const firstUpload = uploads.ledger.length;
  const { dropped } = stage.cloud.cloudinary.notifications;
  const droppedBefore = dropped.length;
  const problems: string[] = [];
  stage.runbook.steps.length = 0;
  await mail.read();
  const transitions = () => watch.transitions.slice(firstTransition);
  const hasFired = (name: string) =>
    transitions().some(({ alarm, to }) => shortName(alarm.name) === name && to === 'ALARM');
  const wait = (what: string, isSo: () => boolean | Promise<boolean>) => waitFor(stage, what, problems, isSo);
  const waitForAlarms = () => wait(`no alarm ${scenario.alarms.join(', ')}`, () => scenario.alarms.every(hasFired));

  display.heading(scenario.what);
  await during(stage, 'Breaking it', () => scenario.break(stage));
  const broken = Date.now();
  await during(stage, 'Waiting for the alarm', waitForAlarms);
  await during(stage, 'Putting it right', () => scenario.mend(stage));
  const mended = Date.now();
  const waitUntilOver = () => wait('alarms are not over', () => watch.inState('ALARM').length === 0);
  await during(stage, 'Waiting until all alarms are over', waitUntilOver);
  await uploads.stop();
  await during(stage, 'Fetching and hashing every upload', async () => {
    await stage.cloud.cloudinary.notifications.idle();
    await wait('messages are left', async () => (await pendingMessages(stage.cloud)) === 0);
    const made = uploads.ledger.slice(firstUpload);
    // The last entries of the journal may still be under way.
    await until(async () => (await accountForUploads(made, stage.evidence)).length === 0, patience(stage, 10_000));
    problems.push(...(await accountForUploads(made, stage.evidence)));
  });
  // One may have fired meanwhile, for what was late before.
  await waitUntilOver();
  const made = uploads.ledger.length - firstUpload;
  uploads.start();
  const alarms = firedAlarms(transitions(), await mail.read(), { scale: watch.scale, broken, mended });
  const expected = new Set([...LOOK_BACK, ...scenario.alarms, ...(scenario.consequences ?? [])]);
  const unexpected = alarms.filter(({ name }) => !expected.has(name)).map(({ name }) => `unexpected alarm ${name}`);
  const unmailed = alarms.filter(({ description }) => description === '').map(({ name }) => `no mail of ${name}`);
  const givenUp = dropped
    .slice(droppedBefore)
    .map(() => 'Cloudinary gave a notification up: an inventory must find it');
  problems.push(...unexpected, ...unmailed, ...givenUp);
  const { name, what } = scenario;
  const seconds = (Date.now() - began) / 1000;
  return { name, what, alarms, steps: [...stage.runbook.steps], uploads: made, problems, seconds };
}

function patience({ signal }: Stage, timeoutMs: number) {
  return { timeoutMs, intervalMs: INTERVAL_MS, signal };
}

async function waitFor(
  stage: Stage,
  what: string,
  problems: string[],
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const timeoutMs = stage.watch.scale.realMs(PATIENCE_MINUTES * 60);
  const seconds = await until(async () => isSo(), patience(stage, timeoutMs));
  if (seconds === undefined) problems.push(`${what} after ${PATIENCE_MINUTES} minutes`);
}

async function during(stage: Stage, name: string, work: () => Promise<void>): Promise<void> {
  const activity = stage.display.start(name);
  try {
    await work();
    activity.done();
  } catch (error) {
    activity.failed();
    throw error;
  }
}
