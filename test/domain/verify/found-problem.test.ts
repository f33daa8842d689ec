import { describe, expect, test } from 'vitest';
import type { ExpectedRevision } from '../../../shared/domain/verify/expected-revision.ts';
import {
  type FoundProblem,
  firstProblems,
  parseProblem,
  reportedProblem,
} from '../../../shared/domain/verify/found-problem.ts';
import { alternativeKeyOf, mendingJob } from '../../../shared/domain/verify/mending-job.ts';

const MD5 = '0123456789abcdef0123456789abcdef';
const OTHER = 'ffffffffffffffffffffffffffffffff';
const KEY = 'pipeline/res/demo/image/upload/a/1700000000.jpg';
const expected: ExpectedRevision = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'a',
  asset_id: 'a3c1',
  version: 1700000000,
  version_id: '7be4',
  format: 'jpg',
  bytes: 500,
  md5: MD5,
  key: KEY,
  sha256: 'ff',
  verified: 'md5',
  at: '2026-11-20T09:15:32.418220Z',
};
const bare: ExpectedRevision = {
  resource_type: 'raw',
  type: 'upload',
  public_id: 'b.csv',
  version: 1,
  bytes: 5,
  key: 'k',
  verified: 'length',
  at: '2026-11-20T09:15:32.418220Z',
};
const different: FoundProblem = { problem: 'different', expected, found: { bytes: 500, md5: OTHER } };

test('a problem is reported with what was expected and found', () => {
  const named = { key: KEY, resource_type: 'image', type: 'upload', public_id: 'a', version: 1700000000 };
  expect(reportedProblem(different, 'mended', 'elsewhere')).toStrictEqual({
    problem: 'different',
    ...named,
    expected: { bytes: 500, md5: MD5 },
    found: { bytes: 500, md5: OTHER },
    mending: 'mended',
    under: 'elsewhere',
  });
  expect(reportedProblem({ problem: 'missing', expected: bare }, 'pending')).toStrictEqual({
    problem: 'missing',
    key: 'k',
    resource_type: 'raw',
    type: 'upload',
    public_id: 'b.csv',
    version: 1,
    expected: { bytes: 5 },
    mending: 'pending',
  });
  expect(parseProblem(JSON.stringify(different))).toEqual(different);
});

test('of many problems the first by their keys are named', () => {
  const problems = ['b', 'c', 'a', 'b'].map((key, index) =>
    reportedProblem({ problem: 'missing', expected: { ...bare, key, version: index } }, 'pending'),
  );
  expect(firstProblems(problems, 3).map(({ key, version }) => [key, version])).toEqual([
    ['a', 2],
    ['b', 0],
    ['b', 3],
  ]);
  expect(firstProblems(problems, 10)).toHaveLength(4);
});

describe('the job that mends', () => {
  test('asks for the very revision that the journal told of', () => {
    expect(mendingJob('demo', different)).toStrictEqual({
      v: 1,
      job: 'revision',
      cloud: 'demo',
      at: expected.at,
      details: {},
      origin: 'verify',
      damaged: true,
      asset: { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: 'a3c1' },
      revision: { version: 1700000000, version_id: '7be4', format: 'jpg', bytes: 500, etag: MD5 },
    });
    expect(mendingJob('demo', { ...different, problem: 'corrupt' })).toHaveProperty('damaged', true);
  });

  test('tells of no damage where nothing is there, and of nothing that is unknown', () => {
    expect(mendingJob('demo', { problem: 'missing', expected: bare })).toStrictEqual({
      v: 1,
      job: 'revision',
      cloud: 'demo',
      at: bare.at,
      details: {},
      origin: 'verify',
      asset: { resource_type: 'raw', type: 'upload', public_id: 'b.csv' },
      revision: { version: 1, bytes: 5 },
    });
  });
});

test('a revision without MD5 has no alternative key that is known', () => {
  expect(alternativeKeyOf('demo', expected)).toBe(`pipeline/res/demo/image/upload/a/1700000000-${MD5}.jpg`);
  expect(alternativeKeyOf('demo', bare)).toBeUndefined();
});
