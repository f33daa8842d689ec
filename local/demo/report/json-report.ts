import type { DemoReport } from './demo-report.ts';

/** The report as one JSON document. Times are in seconds. */
export function jsonReport({ verification, problems, latency, ...report }: DemoReport): string {
  const revisions = verification.revisions.map(({ expected, verdict, stored }) => ({
    verdict,
    ...expected.asset,
    version: expected.version,
    at_cloudinary: expected.fate,
    key: expected.key,
    source: { bytes: expected.source.bytes, md5: expected.source.md5 },
    stored: stored ?? null,
    seconds: expected.seconds ?? null,
    timed: expected.timed,
  }));
  const changes = verification.changes.map(({ expected: { what, seconds }, told }) => ({
    what,
    told,
    seconds: seconds ?? null,
  }));
  const ok = problems.length === 0;
  return JSON.stringify({ ok, problems, ...report, upload_to_bucket: latency ?? null, revisions, changes }, null, 2);
}
