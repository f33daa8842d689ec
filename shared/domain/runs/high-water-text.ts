import { countText, plural, sizeText } from '../text/figure-text.ts';
import { type Compared, type Fall, fallsIn } from './high-water-mark.ts';

/** How many missing records a text names; the report has them all. */
const FALLS_IN_TEXT = 20;

/** The section of the runbook about missing records. */
export const RECORDS_MISSING = 'Records missing';

function fallText(fall: Fall): string {
  switch (fall.what) {
    case 'journal': {
      const journal = fall.span === '' ? 'the whole journal' : `the journal of ${fall.span}`;
      return `${journal} had ${plural(fall.had, 'object')}, now ${countText(fall.now)}`;
    }
    case 'revisions':
      return `journal and inventory recorded ${plural(fall.had, 'revision')}, now ${countText(fall.now)}`;
    case 'bytes':
      return `journal and inventory recorded ${sizeText(fall.had)} of revisions, now ${sizeText(fall.now)}`;
    case 'manifest': {
      const found = fall.found === 'nothing' ? 'is missing' : 'is not the one that the run wrote';
      return `the manifest of the inventory run of ${fall.run} (${plural(fall.assets, 'asset')}) ${found}`;
    }
    case 'mark':
      return `what the last ${fall.of} run found cannot be read: its SSM parameter holds something else`;
  }
}

/** The first line of a report about missing records; none if all are there. */
export function fallenHeadline(cloud: string, report: Compared): readonly string[] {
  return fallsIn(report) === 0
    ? []
    : [
        `${cloud}: records are missing from the bucket that earlier runs found there. They no longer say what it must hold.`,
      ];
}

/**
 * What a report says about earlier runs of its kind, in lines. None for the reports of earlier versions.
 *
 * @param kind the kind of run
 */
export function comparedLines(kind: string, report: Compared): readonly string[] {
  const { fallen, compared_with } = report;
  if (fallen === undefined) return [];
  const begun = `Nothing outside the bucket records what earlier ${kind} runs found: that comparison begins with this run`;
  if (fallen.length === 0) {
    return [compared_with === undefined ? begun : `All records are there that the run of ${compared_with} found`];
  }
  const named = fallen.slice(0, FALLS_IN_TEXT);
  return [
    `! Records are missing. See docs/runbook.md, "${RECORDS_MISSING}":`,
    ...named.map((fall) => `  ${fallText(fall)}`),
    ...(named.length < fallen.length ? [`  and ${countText(fallen.length - named.length)} more in report.json`] : []),
    ...(compared_with === undefined ? [begun] : []),
  ];
}
