import { atLeast, type Figure, none, shown } from './figures-table.ts';
import { HIDDEN_UPLOADS } from './library-run.ts';
import type { SoakResult } from './run-soak.ts';
import { EXPECTED_FAULTS } from './soak-faults.ts';
import type { SoakOptions } from './traffic.ts';

/** What inventory runs found. Whatever the last run queues, live backups have missed. */
function runFigures({ initialBackup, proof, afterOutage }: SoakResult, assets: number): Figure[] {
  return [
    ...(initialBackup === undefined
      ? []
      : [
          atLeast('initial backup meanwhile: assets', initialBackup.assets, assets),
          none('initial backup meanwhile: not protected', initialBackup.unprotected),
          shown('initial backup meanwhile: seconds', Math.round(initialBackup.seconds)),
        ]),
    ...(proof === undefined
      ? []
      : [
          shown('inventory run at the end: assets', proof.assets),
          none('inventory run at the end: missing, so queued', proof.queued),
          none('inventory run at the end: not protected', proof.unprotected),
          none('inventory run at the end: unreported revisions', proof.unreported),
        ]),
    ...(afterOutage === undefined
      ? []
      : [
          atLeast('after an hour without webhooks: unreported revisions', afterOutage.unreported, HIDDEN_UPLOADS),
          atLeast('after an hour without webhooks: alarm fired', afterOutage.alarmed ? 1 : 0, 1),
          none('after an hour without webhooks: not protected', afterOutage.unprotected),
        ]),
  ];
}

/** The figures of a soak. It proves nothing without faults: if one kind never struck, that figure is missed. */
export function soakFigures(result: SoakResult, { uploads, starveQuota, library }: SoakOptions): Figure[] {
  const { traffic, faults } = result;
  const { upload: uploaded = 0, ...others } = traffic.done;
  return [
    atLeast('uploads', uploaded, uploads),
    ...Object.entries(others).map(([what, count]) => shown(`uploads followed by: ${what}`, count)),
    shown('notifications delivered, including duplicates', result.deliveries),
    none('notifications that Cloudinary gave up on', result.notificationsGivenUp),
    ...EXPECTED_FAULTS.map((kind) => atLeast(`requests with the fault: ${kind}`, faults[kind] ?? 0, 1)),
    ...(starveQuota ? [atLeast('calls refused because of the quota', result.refusedForQuota, 1)] : []),
    shown('revisions in the bucket with the right MD5', result.stored),
    shown('revisions lost, with reason and proof', result.lost),
    none('revisions neither stored nor recorded as lost', result.unaccounted.length),
    atLeast('objects hashed as they appeared', result.observed, result.stored),
    none('objects with bytes that were never uploaded', result.foreign.length),
    none('objects changed afterwards', result.changed.length),
    none('messages left on queues', result.pending),
    none('messages on dead-letter queues', result.deadLetters),
    none('differences between journal and library', result.differences.length),
    ...runFigures(result, library?.assets ?? 0),
    shown('seconds', Math.round(result.seconds)),
  ];
}

/** Everything that went wrong, in words. */
export function soakFaults({ unaccounted, foreign, changed, differences, ...runs }: SoakResult): readonly string[] {
  return [
    ...unaccounted,
    ...foreign,
    ...changed.map((key) => `${key}: changed after it had appeared`),
    ...differences,
    ...(runs.initialBackup?.examples ?? []),
    ...(runs.proof?.examples ?? []),
  ];
}
