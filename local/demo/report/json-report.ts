import type { DemoReport } from './demo-report.ts';

/** The report as one JSON document. Times are in seconds, to the millisecond. */
export function jsonReport({
  verification,
  problems,
  latency,
  phases,
  totalSeconds,
  notifications,
  endpoints,
}: DemoReport): string {
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
  const document = {
    ok,
    problems,
    total_seconds: totalSeconds,
    phases,
    upload_to_bucket: latency ?? null,
    notifications,
    revisions,
    changes,
    endpoints,
  };
  return JSON.stringify(document, toTheMillisecond, 2);
}

function toTheMillisecond(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}
