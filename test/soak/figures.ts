import { atLeast, type Figure, none, shown } from './figures-table.ts';
import type { SoakResult } from './run-soak.ts';
import { EXPECTED_FAULTS } from './soak-faults.ts';
import type { SoakOptions } from './traffic.ts';

/** What inventory runs found. What the run at the end queues, live backups have missed. */
function runFigures({ initialBackup, proof }: SoakResult, assets: number): Figure[] {
  return [
    ...(initialBackup === undefined
      ? []
      : [
          atLeast('initial backup meanwhile: assets', initialBackup.assets, assets),
          none('of these, not protected', initialBackup.unprotected),
          shown('seconds of the initial backup', Math.round(initialBackup.seconds)),
        ]),
    ...(proof === undefined
      ? []
      : [
          shown('inventory at the end: assets', proof.assets),
          none('of these, found missing', proof.queued),
          none('of these, not protected', proof.unprotected),
        ]),
  ];
}

/** The figures of a soak. Where faults never struck, nothing was shown: that counts as a figure missed. */
export function soakFigures(result: SoakResult, { uploads, starveQuota, library }: SoakOptions): Figure[] {
  const { traffic, faults } = result;
  const { upload: uploaded = 0, ...others } = traffic.done;
  return [
    atLeast('uploads', uploaded, uploads),
    ...Object.entries(others).map(([what, count]) => shown(`followed by: ${what}`, count)),
    shown('notifications delivered, doubles included', result.deliveries),
    none('notifications that Cloudinary gave up', result.notificationsGivenUp),
    ...EXPECTED_FAULTS.map((kind) => atLeast(`requests struck by: ${kind}`, faults[kind] ?? 0, 1)),
    ...(starveQuota ? [atLeast('calls refused for the quota', result.refusedForQuota, 1)] : []),
    shown('revisions in the bucket with the right MD5', result.stored),
    shown('revisions lost, with reason and proof', result.lost),
    none('revisions neither stored nor accounted for', result.unaccounted.length),
    atLeast('objects hashed as they appeared', result.observed, result.stored),
    none('of these, with bytes that nobody uploaded', result.foreign.length),
    none('of these, changed afterwards', result.changed.length),
    none('messages left on queues', result.pending),
    none('messages on dead-letter queues', result.deadLetters),
    none('fields in which journal and library differ', result.differences.length),
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
