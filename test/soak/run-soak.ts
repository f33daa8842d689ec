import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultSettings, faultsFrom } from '#local/cloudinary/faults.ts';
import type { DeployedStack } from '../e2e/stack/deployed-stack.ts';
import { libraryDifferences } from '../e2e/stack/library-differences.ts';
import { accountForRevisions, foreignObjects, hashObjects, type UploadedBytes } from '../e2e/stack/revision-faults.ts';
import { SdkClient } from '../e2e/stack/sdk-client.ts';
import { observeBucket } from './bucket-observer.ts';
import { type LibraryRun, runInventory, seedLibrary } from './library-run.ts';
import { SOAK_FAULTS } from './soak-faults.ts';
import { runTraffic, type SoakOptions, type Traffic } from './traffic.ts';

/** What a soak has shown. Every list is of faults, in words. */
export interface SoakResult {
  readonly seconds: number;
  readonly traffic: Traffic;
  /** Revisions in the bucket, and those recorded as lost with reason and proof. */
  readonly stored: number;
  readonly lost: number;
  readonly unaccounted: readonly string[];
  /** Objects that the observer hashed, and those whose bytes nobody had uploaded. */
  readonly observed: number;
  readonly foreign: readonly string[];
  /** Objects that were other ones at the end than when they appeared. */
  readonly changed: readonly string[];
  readonly differences: readonly string[];
  readonly pending: number;
  readonly deadLetters: number;
  readonly notificationsGivenUp: number;
  readonly deliveries: number;
  /** How many requests each kind of fault has struck. */
  readonly faults: Readonly<Record<string, number>>;
  readonly refusedForQuota: number;
  /** The inventory runs: the initial backup of the library meanwhile, and that of the cloud in use, at the end. */
  readonly initialBackup: LibraryRun | undefined;
  readonly proof: LibraryRun | undefined;
}

/** Time in which what is left must be worked off, in ms. */
const SETTLE_MS = 10 * 60_000;

/** Takes the quota away for some seconds, and gives it back. */
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
 * Uses a product environment hard while its servers and its notifications fail in every way that the simulated
 * Cloudinary knows, then holds the bucket and the journal against it.
 */
export async function runSoak(
  stack: DeployedStack,
  cloud: string,
  options: SoakOptions,
  onProgress: (message: string) => void = () => {},
): Promise<SoakResult> {
  const started = Date.now();
  const { cloudinary } = stack.cloud;
  const environment = cloudinary.environment(cloud);
  const setFaults = (settings: FaultSettings = {}) => void Object.assign(cloudinary.faults, faultsFrom(settings));
  const observer = observeBucket(stack, cloud);
  const ended = new AbortController();
  const { library } = options;
  if (library !== undefined) await seedLibrary(stack, library.cloud, library.assets);
  // A run that is told to wait does so until the hour is over, at which the quota begins anew.
  const { admin } = SOAK_FAULTS;
  setFaults(library === undefined ? SOAK_FAULTS : { ...SOAK_FAULTS, admin: { ...admin, status420: 0 } });
  const backup = library && runInventory(stack, library.cloud);
  // Its failure is told where it is waited for, after the traffic.
  backup?.catch(() => {});
  const starving = options.starveQuota ? starve(environment.quota, ended.signal) : undefined;
  try {
    const report = (uploads: number) => {
      if (uploads % 50 === 0)
        onProgress(`${uploads} of ${options.uploads} uploads; ${observer.seen.size} objects seen`);
    };
    const traffic = await runTraffic(new SdkClient(cloudinary, cloud), options, report);
    const initialBackup = await backup;
    onProgress(`All uploaded; ${await stack.pending()} messages are waiting`);
    await stack.settled(SETTLE_MS);
    ended.abort();
    await starving;
    const seen = await observer.stop();
    onProgress('Worked off; reading bucket and journal');
    setFaults();
    const journal = await stack.journal(cloud);
    const objects = await hashObjects(stack, cloud);
    const atEnd = new Map(objects.map(({ key, md5 }) => [key, md5]));
    const proof = library && (await runInventory(stack, cloud));
    const account = accountForRevisions(environment.uploads, objects, journal);
    return {
      seconds: (Date.now() - started) / 1000,
      traffic,
      stored: account.stored,
      lost: account.lost,
      unaccounted: [...account.faults, ...ledgerDifferences(traffic.ledger, environment.uploads)],
      observed: seen.length,
      foreign: foreignObjects(traffic.ledger, seen),
      changed: seen.filter(({ key, md5 }) => atEnd.get(key) !== md5).map(({ key }) => key),
      differences: libraryDifferences({ environment, journal }),
      pending: await stack.pending(),
      deadLetters: await stack.deadLetterCount(),
      notificationsGivenUp: cloudinary.notifications.dropped.filter((dropped) => dropped.cloud === cloud).length,
      deliveries: cloudinary.notifications.log.filter((delivery) => delivery.cloud === cloud).length,
      faults: struck(environment.requests),
      refusedForQuota: environment.requests.filter(({ fault, status }) => fault === undefined && status === 420).length,
      initialBackup,
      proof,
    };
  } finally {
    ended.abort();
    setFaults();
    await observer.stop();
  }
}
