import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../demo/scenario/until.ts';
import type { AlarmTransition } from '../ministack/cloudwatch/alarm-watch.ts';
import type { Mail } from './cloud/alarm-mail.ts';
import { pendingMessages } from './cloud/pending-messages.ts';
import type { FiredAlarm, ScenarioResult } from './report/scenario-result.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { Stage } from './stage.ts';
import { accountForUploads } from './uploads/account-for-uploads.ts';

/** How long alarms may take to fire, and to be over, in minutes of the drill's time. */
const PATIENCE_MINUTES = 150;
const INTERVAL_MS = 200;

/** It looks back three quarters of an hour: what was late in one scenario may fire it while the next one plays. */
const LOOKS_BACK = 'BackupLag-drill';

/** Breaks something, waits for its alarms, puts it right, waits until all is quiet, and proves that nothing is lost. */
export async function playScenario(scenario: Scenario, stage: Stage): Promise<ScenarioResult> {
  const { watch, uploads, display, mail } = stage;
  const began = Date.now();
  const firstTransition = watch.transitions.length;
  const firstUpload = uploads.ledger.length;
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
  if (scenario.minutes === undefined) await during(stage, 'Waiting for the alarm', waitForAlarms);
  else await during(stage, `Leaving it for ${scenario.minutes} minutes`, () => pass(stage, scenario.minutes ?? 0));
  await during(stage, 'Putting it right', () => scenario.mend(stage));
  const mended = Date.now();
  await during(stage, 'Waiting until all alarms are over', () =>
    wait('alarms are not over', () => watch.inState('ALARM').length === 0),
  );
  await uploads.stop();
  await during(stage, 'Fetching and hashing every upload', async () => {
    await wait('messages are left', async () => (await pendingMessages(stage.cloud)) === 0);
    const made = uploads.ledger.slice(firstUpload);
    // The last entries of the journal may still be under way.
    await until(async () => (await accountForUploads(made, stage.evidence)).length === 0, patience(stage, 10_000));
    problems.push(...(await accountForUploads(made, stage.evidence)));
  });
  const made = uploads.ledger.length - firstUpload;
  uploads.start();
  const alarms = firedAlarms(transitions(), await mail.read(), { stage, broken, mended });
  const expected = new Set([LOOKS_BACK, ...scenario.alarms, ...(scenario.consequences ?? [])]);
  const unexpected = alarms.filter(({ name }) => !expected.has(name)).map(({ name }) => `unexpected alarm ${name}`);
  const unmailed = alarms.filter(({ description }) => description === '').map(({ name }) => `no mail of ${name}`);
  problems.push(...unexpected, ...unmailed);
  const { name, what } = scenario;
  const seconds = (Date.now() - began) / 1000;
  return { name, what, alarms, steps: [...stage.runbook.steps], uploads: made, problems, seconds };
}

/** An alarm's name without that of the stack before it. */
const shortName = (name: string): string => name.replace(/^[^-]+-/, '');

const patience = ({ signal }: Stage, timeoutMs: number) => ({ timeoutMs, intervalMs: INTERVAL_MS, signal });

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

const pass = async ({ watch, signal }: Stage, minutes: number): Promise<void> => {
  await sleep(watch.scale.realMs(minutes * 60), undefined, { signal });
};

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

function firedAlarms(
  transitions: readonly AlarmTransition[],
  mails: readonly Mail[],
  { stage, broken, mended }: { readonly stage: Stage; readonly broken: number; readonly mended: number },
): FiredAlarm[] {
  const minutes = (from: number, to: AlarmTransition | undefined) =>
    to === undefined ? undefined : stage.watch.scale.minutes(to.at.getTime() - from);
  const fired = Map.groupBy(transitions, ({ alarm }) => alarm.name);
  return [...fired].flatMap(([name, changes]) => {
    const alarm = changes.find(({ to }) => to === 'ALARM');
    if (alarm === undefined) return [];
    const over = changes.findLast(({ to }) => to === 'OK');
    const mailed = (state: Mail['state']) => mails.find((mail) => mail.alarm === name && mail.state === state);
    const description = mailed('OK') === undefined ? '' : (mailed('ALARM')?.description ?? '');
    return [
      {
        name: shortName(name),
        description,
        firedAfterMinutes: minutes(broken, alarm) ?? 0,
        overAfterMinutes: minutes(mended, over),
      },
    ];
  });
}
