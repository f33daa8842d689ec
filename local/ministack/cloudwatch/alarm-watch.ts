import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, paginateDescribeAlarms, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { rootClientConfig } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';
import { alarmDatapoints } from './alarm-datapoints.ts';
import { type AlarmDefinition, alarmDefinition } from './alarm-definition.ts';
import { type AlarmState, evaluateAlarm } from './evaluate-alarm.ts';
import { MetricStore } from './metric-store.ts';
import type { SampleSource } from './sample.ts';
import { TimeScale } from './time-scale.ts';

/** What is watched, and how fast time goes. */
export interface AlarmWatchOptions {
  readonly miniStack: MiniStack;
  readonly sources: readonly SampleSource[];
  /** How many seconds of an alarm's time pass in a second. */
  readonly speed: number;
}

/** An alarm that has got another state. */
export interface AlarmTransition {
  readonly alarm: AlarmDefinition;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly at: Date;
}

/**
 * Evaluates every deployed alarm as CloudWatch documents it, once in each minute of the alarms' time.
 *
 * MiniStack publishes few metrics by itself, and its own evaluation, which runs on PutMetricData alone, knows neither
 * dimensions nor missing data. So nothing is put there: samples stay here, and SetAlarmState tells MiniStack the
 * outcome, upon which it notifies whoever the alarm names.
 */
export class AlarmWatch {
  readonly scale: TimeScale;
  readonly store = new MetricStore();
  readonly transitions: AlarmTransition[] = [];
  readonly #client: CloudWatchClient;
  readonly #sources: readonly SampleSource[];
  readonly #alarms: readonly AlarmDefinition[];
  readonly #states: Map<string, AlarmState>;
  readonly #ending = new AbortController();
  readonly #running: Promise<void>;
  #failure: { readonly error: unknown } | undefined;

  private constructor(client: CloudWatchClient, options: AlarmWatchOptions, alarms: Map<AlarmDefinition, AlarmState>) {
    this.#client = client;
    this.#sources = options.sources;
    this.scale = new TimeScale(options.speed);
    this.#alarms = [...alarms.keys()];
    this.#states = new Map([...alarms].map(([{ name }, state]) => [name, state]));
    this.#running = this.#run();
    this.#running.catch((error: unknown) => {
      this.#failure = { error };
    });
  }

  /**
   * Reads the alarms that are deployed by now, and watches them.
   *
   * @throws Error for an alarm that cannot be evaluated here
   */
  static async start(options: AlarmWatchOptions): Promise<AlarmWatch> {
    const client = new CloudWatchClient(rootClientConfig(options.miniStack));
    const alarms = new Map<AlarmDefinition, AlarmState>();
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmTypes: ['MetricAlarm'] })) {
      for (const alarm of MetricAlarms) alarms.set(alarmDefinition(alarm), alarm.StateValue ?? 'INSUFFICIENT_DATA');
    }
    return new AlarmWatch(client, options, alarms);
  }

  get alarms(): readonly AlarmDefinition[] {
    return this.#alarms;
  }

  /**
   * The alarms that are in a state at the moment.
   *
   * @throws what went wrong while it watched
   */
  inState(state: AlarmState): readonly AlarmDefinition[] {
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#alarms.filter(({ name }) => this.#states.get(name) === state);
  }

  /** @throws what went wrong while it watched */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    this.#client.destroy();
  }

  async #run(): Promise<void> {
    const minute = this.scale.realMs(60);
    const { signal } = this.#ending;
    for (;;) {
      await sleep(minute - (Date.now() % minute));
      if (signal.aborted) return;
      const samples = await Promise.all(this.#sources.map((source) => source.collect()));
      for (const sample of samples.flat()) this.store.add(this.scale.scaled(sample));
      await this.#evaluate(Date.now());
    }
  }

  async #evaluate(now: number): Promise<void> {
    for (const alarm of this.#alarms) {
      const datapoints = alarmDatapoints(alarm, { store: this.store, scale: this.scale, now });
      const from = this.#states.get(alarm.name) ?? 'INSUFFICIENT_DATA';
      const to = evaluateAlarm(alarm, datapoints, from);
      if (to === from) continue;
      await this.#client.send(
        new SetAlarmStateCommand({ AlarmName: alarm.name, StateValue: to, StateReason: reasonOf(alarm, datapoints) }),
      );
      // Known here once it is known there: whoever sees an alarm fire finds its mail.
      this.#states.set(alarm.name, to);
      this.transitions.push({ alarm, from, to, at: new Date(now) });
    }
  }
}

function reasonOf(
  { statistic, metric, comparison, threshold }: AlarmDefinition,
  datapoints: readonly (number | undefined)[],
) {
  return `${statistic} of ${metric.name} was ${datapoints.map((value) => value ?? '-').join(', ')}; ${comparison} ${threshold}`;
}
