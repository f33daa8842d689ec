import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultSettings, faultsFrom } from '#local/cloudinary/faults.ts';
import type { DeployedStack } from '../e2e/stack/deployed-stack.ts';
import { libraryDifferences } from '../e2e/stack/library-differences.ts';
import { accountForRevisions, foreignObjects, hashObjects, type UploadedBytes } from '../e2e/stack/revision-faults.ts';
import { SdkClient } from '../e2e/stack/sdk-client.ts';
import { observeBucket } from './bucket-observer.ts';
import { type LibraryRun, type RunAfterOutage, runAfterOutage, runInventory, seedLibrary } from './library-run.ts';
import { SOAK_FAULTS } from './soak-faults.ts';
import { runTraffic, type SoakOptions, type Traffic } from './traffic.ts';

/** The result of a soak. Every list names faults, in words. */
export interface SoakResult {
  readonly seconds: number;
  readonly traffic: Traffic;
  /** Revisions in the bucket, and those recorded as lost with reason and proof. */
  readonly stored: number;
  readonly lost: number;
  readonly unaccounted: readonly string[];
  /** Objects that the observer hashed, and those whose bytes were never uploaded. */
  readonly observed: number;
  readonly foreign: readonly string[];
  /** Objects with other bytes at the end than when they appeared. */
  readonly changed: readonly string[];
  readonly differences: readonly string[];
  readonly pending: number;
  readonly deadLetters: number;
  readonly notificationsGivenUp: number;
  readonly deliveries: number;
  /** How many requests each kind of fault has struck. */
  readonly faults: Readonly<Record<string, number>>;
  readonly refusedForQuota: number;
  /**
   * The inventory runs: the initial backup of the library meanwhile, one of the cloud in use at the end, and one after
   * webhooks were cut off for an hour.
   */
  readonly initialBackup: LibraryRun | undefined;
  readonly proof: LibraryRun | undefined;
  readonly afterOutage: RunAfterOutage | undefined;
}

/** Within this time after the traffic, all messages must be handled. In ms. */
const WORK_OFF_MS = 10 * 60_000;

/** How long the hour of the Admin API's quota lasts here. */
const QUOTA_WINDOW_MS = 3000;

/** Takes away the quota for some seconds, and gives it back, again and again. */
async function starve(quota: { limit: number }, ended: AbortSignal): Promise<void> {
  const { limit } = quota;
  while (!ended.aborted) {
    quota.limit = 0;
    await sleep(3000);
    quota.limit = limit;
    await sleep(4000);
  }
}

function struck(requests: readonly { readonly fault?: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { fault } of requests) if (fault !== undefined) counts[fault] = (counts[fault] ?? 0) + 1;
  return counts;
}

/** Where Cloudinary accepted other bytes than the client sent; in words. */
function ledgerDifferences(ledger: readonly UploadedBytes[], accepted: readonly UploadedBytes[]): string[] {
  const textOf = ({ asset_id, version, md5 }: UploadedBytes) => `${asset_id}/${version}/${md5}`;
  const without = (these: readonly UploadedBytes[], those: readonly UploadedBytes[]) => {
    const others = new Set(those.map(textOf));
    return [...new Set(these.map(textOf))].filter((name) => !others.has(name));
  };
  return [
    ...without(ledger, accepted).map((name) => `${name}: sent, not accepted like this`),
    ...without(accepted, ledger).map((name) => `${name}: accepted, not sent like this`),
  ];
}

/**
 * Uses a cloud hard while its servers and its notifications fail in every way that the simulated Cloudinary knows, then
 * compares the bucket and the journal with it.
 */
export async function runSoak(
  stack: DeployedStack,
  cloud: string,
  options: SoakOptions,
  onProgress: (message: string) => void = () => {},
): Promise<SoakResult> {
  const started = Date.now();
  const { cloudinary } = stack.cloud;
  const simulated = cloudinary.cloud(cloud);
  const setFaults = (settings: FaultSettings = {}) => void Object.assign(cloudinary.faults, faultsFrom(settings));
  const observer = observeBucket(stack, cloud);
  const ended = new AbortController();
  const { library } = options;
  if (library !== undefined) await seedLibrary(stack, library.cloud, library.assets);
  // After a 420, everything waits until the quota starts again.
  for (const name of [cloud, library?.cloud ?? cloud]) cloudinary.cloud(name).quota.windowMs = QUOTA_WINDOW_MS;
  setFaults(SOAK_FAULTS);
  const backup = library && runInventory(stack, library.cloud);
  // Its failure is thrown where it is awaited, after the traffic.
  backup?.catch(() => {});
  const starving = options.starveQuota ? starve(simulated.quota, ended.signal) : undefined;
  try {
    const report = (uploads: number) => {
      if (uploads % 50 === 0)
        onProgress(`${uploads} of ${options.uploads} uploads; ${observer.seen.size} objects seen`);
    };
    const traffic = await runTraffic(
      new SdkClient(cloudinary, cloud),
      { ...options, folderMode: simulated.settings.folderMode },
      report,
    );
    const initialBackup = await backup;
    onProgress(`All uploaded; ${await stack.pending()} messages are waiting`);
    await stack.idle(WORK_OFF_MS);
    ended.abort();
    await starving;
    const seen = await observer.stop();
    onProgress('All queues are empty; reading bucket and journal');
    setFaults();
    const journal = await stack.journal(cloud);
    const objects = await hashObjects(stack, cloud);
    const atEnd = new Map(objects.map(({ key, md5 }) => [key, md5]));
    const proof = library && (await runInventory(stack, cloud));
    const account = accountForRevisions(simulated.uploads, objects, journal);
    const unaccounted = [...account.faults, ...ledgerDifferences(traffic.ledger, simulated.uploads)];
    const differences = libraryDifferences({ simulated, journal });
    const afterOutage = library && (await runAfterOutage(stack, cloud));
    return {
      seconds: (Date.now() - started) / 1000,
      traffic,
      stored: account.stored,
      lost: account.lost,
      unaccounted,
      observed: seen.length,
      foreign: foreignObjects(traffic.ledger, seen),
      changed: seen.filter(({ key, md5 }) => atEnd.get(key) !== md5).map(({ key }) => key),
      differences,
      pending: await stack.pending(),
      deadLetters: await stack.deadLetterCount(),
      notificationsGivenUp: cloudinary.notifications.dropped.filter((dropped) => dropped.cloud === cloud).length,
      deliveries: cloudinary.notifications.log.filter((delivery) => delivery.cloud === cloud).length,
      faults: struck(simulated.requests),
      refusedForQuota: simulated.requests.filter(({ fault, status }) => fault === undefined && status === 420).length,
      initialBackup,
      proof,
      afterOutage,
    };
  } finally {
    ended.abort();
    setFaults();
    await observer.stop();
  }
}
