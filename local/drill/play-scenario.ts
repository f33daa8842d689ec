import { queuedMessages } from '../ministack/queued-messages.ts';
import { until } from '../verification/until.ts';
import { firedAlarms, shortName } from './report/fired-alarms.ts';
import type { ScenarioResult } from './report/scenario-block.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { Stage } from './stage.ts';
import { accountForUploads } from './uploads/account-for-uploads.ts';

/** How long alarms may take to fire, and to clear, in minutes of the drill's time. */
const PATIENCE_MINUTES = 150;
const INTERVAL_MS = 200;

/** They look back about an hour: what was late or failed in one scenario may fire them during the next one. */
const LOOK_BACK = ['BackupLag-drill', 'CopiesKeepFailing-drill'];

/**
 * Breaks something, waits for its alarms, repairs it, waits until all alarms have cleared, and proves that nothing is
 * lost.
 *
 * @throws Error if the stack does not have an expected alarm
 */
export async function playScenario(scenario: Scenario, stage: Stage): Promise<ScenarioResult> {
  const { watch, uploads, display, mail, runbook, signal } = stage;
  const { miniStack, cloudinary, outputs } = stage.cloud;
  const expected = new Set([...LOOK_BACK, ...scenario.alarms, ...(scenario.consequences ?? [])]);
  const deployed = new Set(watch.alarms.map((alarm) => shortName(alarm.name)));
  const unknown = [...expected].find((one) => !deployed.has(one));
  if (unknown !== undefined)
    throw new Error(`The stack has no alarm ${unknown}, which scenario ${scenario.name} expects`);
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
    if (seconds === undefined) problems.push(`${what} within ${PATIENCE_MINUTES} minutes`);
  };
  const waitUntilClear = () => wait('not all alarms cleared', () => watch.inState('ALARM').length === 0);

  display.heading(scenario.what);
  await display.during('Breaking it', () => scenario.break(stage));
  const broken = Date.now();
  await display.during('Waiting for the alarm', () =>
    wait(`${scenario.alarms.join(', ')} did not fire`, () => scenario.alarms.every(hasFired)),
  );
  await display.during('Repairing it as the runbook says', () => scenario.repair(stage));
  const repaired = Date.now();
  await display.during('Waiting until all alarms have cleared', waitUntilClear);
  await uploads.stop();
  const made = uploads.ledger.slice(firstUpload);
  await display.during('Fetching every upload from the bucket and hashing it', async () => {
    await cloudinary.notifications.idle();
    await wait('the queues did not become empty', async () =>
      (await queuedMessages(miniStack, outputs)).every(([, messages]) => messages === 0),
    );
    // The last entries of the journal may not have arrived yet.
    const isComplete = async () => (await accountForUploads(made, stage.evidence)).length === 0;
    await until(isComplete, { timeoutMs: 10_000, intervalMs: INTERVAL_MS, signal });
    problems.push(...(await accountForUploads(made, stage.evidence)));
  });
  // One may have fired meanwhile, because of earlier delays.
  await waitUntilClear();
  uploads.start();
  const alarms = firedAlarms(transitions(), await mail.read(), { scale: watch.scale, broken, repaired });
  for (const { name, description } of alarms) {
    if (!expected.has(name)) problems.push(`unexpected alarm: ${name}`);
    if (description === '') problems.push(`${name} was not mailed both when it fired and when it cleared`);
  }
  for (const _ of cloudinary.notifications.dropped.slice(droppedBefore))
    problems.push('Cloudinary gave up on a notification: only an inventory run can find that change');
  const { name, what } = scenario;
  const seconds = (Date.now() - began) / 1000;
  return { name, what, alarms, steps: [...runbook.steps], uploads: made.length, problems, seconds };
}
