import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, paginateDescribeAlarms, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { rootClientConfig } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';
import { alarmDatapoints } from './alarm-datapoints.ts';
import { type AlarmDefinition, alarmDefinition } from './alarm-definition.ts';
import { type AlarmState, evaluateAlarm } from './evaluate-alarm.ts';
import { metricStore } from './metric-store.ts';
import type { SampleSource } from './sample.ts';
import { TimeScale } from './time-scale.ts';

/** What is watched, and how fast time passes. */
export interface AlarmWatchOptions {
  readonly miniStack: MiniStack;
  readonly sources: readonly SampleSource[];
  /** How many seconds of an alarm's time pass in one second. */
  readonly speed: number;
}

/** A change of an alarm's state. */
export interface AlarmTransition {
  readonly alarm: AlarmDefinition;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly at: Date;
}

/** Alarms under evaluation. */
export interface AlarmWatch {
  readonly scale: TimeScale;
  readonly alarms: readonly AlarmDefinition[];
  /** Every change of state since the start, oldest first. */
  readonly transitions: readonly AlarmTransition[];
  /**
   * The alarms that are in this state now.
   *
   * @throws the error that ended the watch
   */
  inState(state: AlarmState): readonly AlarmDefinition[];
  /**
   * Stops watching, and closes the sources.
   *
   * @throws the error that ended the watch
   */
  stop(): Promise<void>;
}

/**
 * Evaluates every deployed alarm as CloudWatch documents it, once in each minute of the alarms' time.
 *
 * MiniStack publishes few metrics by itself. Its own evaluation runs only on PutMetricData, and knows neither dimensions
 * nor missing data. Therefore samples stay here, SetAlarmState gives MiniStack the outcome, and MiniStack notifies the
 * targets of the alarm.
 *
 * @throws Error for an alarm that cannot be evaluated here
 */
export async function watchAlarms({ miniStack, sources, speed }: AlarmWatchOptions): Promise<AlarmWatch> {
  const client = new CloudWatchClient(rootClientConfig(miniStack));
  const scale = new TimeScale(speed);
  const store = metricStore();
  const states = new Map<AlarmDefinition, AlarmState>();
  const transitions: AlarmTransition[] = [];
  const ending = new AbortController();
  let failure: { readonly error: unknown } | undefined;

  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmTypes: ['MetricAlarm'] })) {
    for (const alarm of MetricAlarms) states.set(alarmDefinition(alarm), alarm.StateValue ?? 'INSUFFICIENT_DATA');
  }

  const evaluate = async (now: number) => {
    for (const [alarm, from] of states) {
      const datapoints = alarmDatapoints(alarm, { store, scale, now });
      const to = evaluateAlarm(alarm, datapoints, from);
      if (to === from) continue;
      const StateReason = reasonOf(alarm, datapoints);
      await client.send(new SetAlarmStateCommand({ AlarmName: alarm.name, StateValue: to, StateReason }));
      // Recorded here after MiniStack knows it: a caller that sees an alarm fire finds its mail.
      states.set(alarm, to);
      transitions.push({ alarm, from, to, at: new Date(now) });
    }
  };

  const run = async () => {
    const minute = scale.realMs(60);
    for (;;) {
      await sleep(minute - (Date.now() % minute));
      if (ending.signal.aborted) return;
      const samples = await Promise.all(sources.map((source) => source.collect()));
      for (const sample of samples.flat()) store.add(scale.scaled(sample));
      await evaluate(Date.now());
    }
  };
  const running = run();
  running.catch((error: unknown) => {
    failure = { error };
  });

  return {
    scale,
    alarms: [...states.keys()],
    transitions,
    inState: (wanted) => {
      if (failure !== undefined) throw failure.error;
      return [...states].flatMap(([alarm, state]) => (state === wanted ? [alarm] : []));
    },
    stop: async () => {
      ending.abort();
      await running;
      client.destroy();
      for (const source of sources) source.close?.();
    },
  };
}

function reasonOf(
  { statistic, metric, comparison, threshold }: AlarmDefinition,
  datapoints: readonly (number | undefined)[],
): string {
  const values = datapoints.map((value) => value ?? '-').join(', ');
  return `${statistic} of ${metric.name} was ${values}; ${comparison} ${threshold}`;
}
