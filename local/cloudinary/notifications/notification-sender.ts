import { Agent } from 'node:https';
import type { NotificationSettings } from '../options.ts';
import type { Outbox, OutgoingNotification, Simulation } from '../simulation.ts';
import { deliver } from './deliver.ts';
import { signatureHeaders } from './signature-headers.ts';

/** One attempt at delivering a notification. */
export interface DeliveredNotification {
  readonly at: Date;
  readonly cloud: string;
  readonly type: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly error?: string;
}

/** A notification that never arrived. */
export interface DroppedNotification extends Pick<DeliveredNotification, 'cloud' | 'type' | 'url' | 'body'> {
  /** Out of retries, or lost by a fault. */
  readonly reason: 'retries-exhausted' | 'fault';
}

/** The order in which held notifications go out. */
export type ReleaseOrder = 'as-sent' | 'reversed' | 'shuffled';

const CONCURRENCY = 32;

/** Delivers notifications: anything but a 200 is tried again after 3, 6 and 9 minutes, then dropped. */
export class NotificationSender implements Outbox {
  readonly log: DeliveredNotification[] = [];
  readonly dropped: DroppedNotification[] = [];
  readonly #simulation: Simulation;
  readonly #settings: NotificationSettings;
  readonly #agent: Agent;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #waiting: (() => void)[] = [];
  #window: OutgoingNotification[] = [];
  #held: OutgoingNotification[] | undefined;
  #running = 0;
  #undelivered = 0;
  #idle: (() => void)[] = [];

  constructor(settings: NotificationSettings, simulation: Simulation) {
    this.#settings = settings;
    this.#simulation = simulation;
    this.#agent = new Agent({ keepAlive: true, ...(settings.ca === undefined ? {} : { ca: settings.ca }) });
  }

  /** Takes over a notification; faults may strike it on the way. */
  send(notification: OutgoingNotification): void {
    const { faults, chances } = this.#simulation;
    if (chances.chance(faults.notifications.drop)) {
      this.#drop(notification, 'fault');
      return;
    }
    for (let copies = chances.chance(faults.notifications.duplicate) ? 2 : 1; copies > 0; copies--) {
      this.#undelivered++;
      if (this.#held) this.#held.push(notification);
      else if (faults.notifications.shuffleWindowMs > 0) this.#shuffle(notification);
      else void this.#attempt(notification, 1);
    }
  }

  /** Starts work some time later that ends in notifications; until they are delivered, nothing is idle. */
  sendLater(ms: number, work: () => Promise<void>): void {
    this.#undelivered++;
    this.#later(ms, () => void work().finally(() => this.#finish()));
  }

  /** Keeps every new notification back until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was held, one by one: each first attempt ends before the next begins. */
  async release(order: ReleaseOrder = 'as-sent'): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    const { chances } = this.#simulation;
    const ordered = { 'as-sent': held, reversed: held.toReversed(), shuffled: chances.shuffled(held) }[order];
    for (const notification of ordered) await this.#attempt(notification, 1);
  }

  /** Resolves when nothing is undelivered, held, waiting for a retry or still to be notified. */
  async idle(): Promise<void> {
    while (this.#undelivered > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Gives up whatever is undelivered, and ends every wait for it. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#agent.destroy();
    this.#undelivered = 0;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #shuffle(notification: OutgoingNotification): void {
    this.#window.push(notification);
    if (this.#window.length > 1) return;
    const { faults, chances } = this.#simulation;
    this.#later(faults.notifications.shuffleWindowMs, () => {
      const window = chances.shuffled(this.#window);
      this.#window = [];
      for (const shuffled of window) void this.#attempt(shuffled, 1);
    });
  }

  async #attempt(notification: OutgoingNotification, attempt: number, firstHeaders?: Record<string, string>) {
    await this.#turn();
    const { settings, type, url, body, scheme } = notification;
    const { behaviour, now } = this.#simulation;
    const signed =
      firstHeaders && !behaviour.retryReSigns
        ? firstHeaders
        : { 'Content-Type': 'application/json', ...signatureHeaders(settings, scheme, body, now()) };
    const outcome = await this.#post(url, signed, body);
    this.#running--;
    this.#waiting.shift()?.();
    const cloud = settings.cloudName;
    this.log.push({ at: now(), cloud, type, url, headers: signed, body, attempt, ...outcome });
    const delay = (this.#settings.retryDelaysMs ?? [180_000, 360_000, 540_000])[attempt - 1];
    if (outcome.status === 200) this.#finish();
    else if (delay === undefined) {
      this.#drop(notification, 'retries-exhausted');
      this.#finish();
    } else this.#later(delay, () => void this.#attempt(notification, attempt + 1, signed));
  }

  async #post(url: string, headers: Record<string, string>, body: string) {
    try {
      const target = this.#settings.rewriteUrl?.(url) ?? url;
      const timeoutMs = this.#settings.timeoutMs ?? 10_000;
      return { status: await deliver(target, headers, body, { timeoutMs, agent: this.#agent }) };
    } catch (error) {
      return { status: undefined, error: String(error) };
    }
  }

  async #turn(): Promise<void> {
    while (this.#running >= CONCURRENCY) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }

  #later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    // A retry must not keep a process alive that has nothing else to do.
    timer.unref();
    this.#timers.add(timer);
  }

  #drop({ settings, type, url, body }: OutgoingNotification, reason: DroppedNotification['reason']): void {
    this.dropped.push({ cloud: settings.cloudName, type, url, body, reason });
  }

  #finish(): void {
    this.#undelivered--;
    if (this.#undelivered > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
