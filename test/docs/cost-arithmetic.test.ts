import { describe, expect, test } from 'vitest';
import { logVolume, monthlyCharges, revisionCharges, sumOf } from '#bench/cost/charges.ts';
import { cloudinaryUse, libraryCosts, runCosts } from '#bench/cost/estimate.ts';
import { metricSeries, sumOfRounds } from '#bench/cost/measurements.ts';
import { OptionError, optionsOf } from '#bench/cost/options.ts';
import { dashboardMetrics, invocationsPerMonth, stackFacts } from '#bench/cost/stack-facts.ts';

const FACTS = {
  webhookMemoryMb: 1024,
  workerMemoryMb: 1024,
  logRetentionDays: 365,
  accessLogFormat: '{"status":"$context.status","error":"$context.error.message"}',
  alarmMetrics: 12,
  dashboards: [50, 1, 51, 2, 3],
  eventSources: 3,
  scheduled: [{ invocationsPerMonth: 730, memoryMb: 512, timeoutSeconds: 60 }],
  runs: { inventory: 730, verify: 73 },
};
const ASSUMED = {
  averageBytes: 1_000_000,
  monthlyChanges: 0.1,
  s3Ms: 100,
  sqsMs: 10,
  cloudinaryMs: 500,
  pageMs: 1000,
  assetMs: 1,
  inventoryBytes: 100,
};
const IDLE = { invocations: 0, cpuMsPerCall: 0, localMs: 0, logLines: 0, logBytes: 0 };
/** Two batches of five, each with one message too long for the 64 KB that SQS counts as one request. */
const RUN = {
  revisions: 10,
  webhook: IDLE,
  worker: { invocations: 2, cpuMsPerCall: 100, localMs: 7, logLines: 20, logBytes: 1000 },
  s3: { revisionPuts: 10, journalPuts: 2, heads: 10, gets: 0, lists: 5 },
  sqsSends: 1,
  messageBytes: 65_537,
  journalBytes: 0,
};

function dollarsOf(run: typeof RUN, what: string): number {
  return sumOf(revisionCharges(run, FACTS, ASSUMED).filter((charge) => charge.what === what));
}

describe('a million revisions', () => {
  test('cost the requests of the run, scaled', () => {
    expect(dollarsOf(RUN, 'S3 PUT: revisions, journal')).toBeCloseTo(1.2 * 5);
    expect(dollarsOf(RUN, 'S3 LIST')).toBeCloseTo(0.5 * 5);
    expect(dollarsOf(RUN, 'S3 HEAD and GET')).toBeCloseTo(0.4);
    expect(dollarsOf(RUN, 'worker function, invocations')).toBeCloseTo(0.2 * 0.2);
  });

  test('cost two requests of SQS for a message of more than 64 KB', () => {
    // One send of two chunks, two receives of one, two deletions, for ten.
    expect(dollarsOf(RUN, 'SQS: send, receive, delete')).toBeCloseTo(0.6 * 0.4);
  });

  test('cost CPU time, scaled to the share of a CPU, and waits', () => {
    // 100 ms of CPU for a batch; PUT, HEAD, half a LIST and the PUT of the journal are sequential.
    const ms = (100 * 1769) / 1024 + 500 + 4 * 100;
    expect(dollarsOf(RUN, 'worker function, duration')).toBeCloseTo(200_000 * (ms / 1000) * 0.0000133334);
  });

  test('cost nothing for the webhook when it is not called', () => {
    expect(revisionCharges(RUN, FACTS, ASSUMED).map(({ what }) => what)).not.toContain('HTTP API');
    const called = { ...RUN, webhook: { ...IDLE, invocations: 10, cpuMsPerCall: 10 } };
    expect(dollarsOf(called, 'HTTP API')).toBeCloseTo(1);
    expect(dollarsOf(called, 'webhook function, duration')).toBeCloseTo(
      1e6 * ((10 * 1769) / 1024 / 1000 + 0.01) * 0.0000133334,
    );
  });

  test('cost the log lines of the functions, of Lambda and of the API, each with 26 bytes more', () => {
    const { worker, webhook, lambda, accessLog } = logVolume(RUN, FACTS.accessLogFormat);
    expect([worker, webhook, accessLog]).toEqual([100 + 2 * 26, 0, 0]);
    // Three lines for two invocations; START and END have a UUID each.
    expect(lambda * 5).toBeGreaterThan(3 * 26 + 2 * 36);
    const called = logVolume({ ...RUN, webhook: { ...IDLE, invocations: 10 } }, FACTS.accessLogFormat);
    expect(called.accessLog).toBe('{"status":"200","error":"-"}'.length + 26);
  });
});

describe('a month', () => {
  const measurements = { metricSeries: ['a', 'b', 'c', 'd', 'e', 'f'] };
  const charges = monthlyCharges(FACTS, measurements, 2);
  const one = (what: string) => charges.find((charge) => charge.what === what);

  test.each([
    ['alarms', 1.2, 0.2],
    ['metric series', 13 * 0.3, 3 * 0.3],
    // Three small dashboards are free.
    ['dashboards', 15, 6],
    // 15 requests in 20 s.
    ['polling of empty queues', ((15 * 180 * 730) / 1e6) * 0.4, ((15 * 180 * 730) / 1e6 - 1) * 0.4],
    ['schedules', 0.001533, 0],
    ['state machines', ((730 * 12 + 73 * 9) / 1000) * 0.025, ((730 * 12 + 73 * 9 - 4000) / 1000) * 0.025],
    // Four series in every hour, and three in every tenth hour. Other series use up the ten free ones.
    ['metric series of runs', 4.3 * 0.3, 4.3 * 0.3],
    ['bucket check', 730 * 30 * 0.0000133334, 0],
  ])('of %s costs $%d, and $%d after the free tier', (what, dollars, afterFreeTier) => {
    expect(one(what)?.dollars).toBeCloseTo(dollars, 5);
    expect(one(what)?.afterFreeTier).toBeCloseTo(afterFreeTier, 5);
  });

  test.each([
    ['rate(1 hour)', 730],
    ['rate(5 minutes)', 8760],
    ['rate(2 days)', 730 / 48],
    ['cron(30 2 * * ? *)', 730 / 24],
    ['cron(30 4 ? * SUN *)', 730 / 168],
    ['cron(30 4 ? * MON,THU *)', 730 / 84],
  ])('fires %s %d times', (expression, times) => {
    expect(invocationsPerMonth(expression)).toBeCloseTo(times);
  });

  test.each(['cron(0 * * * ? *)', 'cron(0 0 1 * ? *)', 'cron(0 0 ? * MON-FRI *)'])(
    'with %s is refused',
    (expression) => {
      expect(() => invocationsPerMonth(expression)).toThrow('not known');
    },
  );
});

describe('a library', () => {
  test('costs its copy, its storage and its changes', () => {
    const costs = libraryCosts(2_000_000, { bulk: 7, full: 9, trickle: 18 }, 1024 ** 3 - 1_000_000, ASSUMED);
    expect(costs.initial).toBeCloseTo(14);
    expect(costs.storagePerMonth).toBeCloseTo(2_000_000 * 0.023);
    expect(costs.changesPerMonth).toEqual({ full: expect.closeTo(1.8), trickle: expect.closeTo(3.6) });
    expect(costs.storageGrowth).toBeCloseTo(200_000 * 0.023);
  });

  test('costs its runs: function time, a file for each step and shard, LISTs', () => {
    const costs = runCosts(1_000_000, ASSUMED);
    // 2,009 pages of a second, and a millisecond for each asset at 0.58 of a CPU.
    const seconds = 2009 + (1000 * 1769) / 1024;
    expect(costs.calls).toBe(2009);
    expect(costs.inventory).toBeGreaterThan(seconds * 0.0000133334);
    expect(costs.inventory).toBeLessThan(seconds * 0.0000133334 * 1.1);
    expect(costs.inventoriesMonthly).toBeCloseTo((costs.inventory * 730) / 24);
    expect(costs.storageGrowth).toBeCloseTo((((1e8 * 730) / 24) * 0.023) / 1024 ** 3);
    // A thousand LISTs.
    expect(costs.verify).toBeGreaterThan(0.005);
  });

  test('has as many inventory runs as a month has time for', () => {
    const { hours, inventoriesPerMonth } = runCosts(100_000_000, ASSUMED);
    expect(hours).toBeCloseTo(200_009 / 1600);
    expect(inventoriesPerMonth).toBeCloseTo(730 / hours);
  });

  test('is listed in pages of 500', () => {
    expect(cloudinaryUse(1_001, ASSUMED)).toMatchObject({
      downloadOnce: expect.closeTo(1.001),
      downloadMonthly: expect.closeTo(0.1001),
      listingCalls: 3,
      listingHours: { free: 3 / 500, paid: 3 / 2000 },
    });
  });
});

describe('measurements', () => {
  test('add up the counts of rounds, and take the least of their times', () => {
    const again = { ...RUN, worker: { ...RUN.worker, cpuMsPerCall: 90, localMs: 8 } };
    expect(sumOfRounds([RUN, again])).toEqual({
      revisions: 20,
      webhook: IDLE,
      worker: { invocations: 4, cpuMsPerCall: 90, localMs: 7, logLines: 40, logBytes: 2000 },
      s3: { revisionPuts: 20, journalPuts: 4, heads: 20, gets: 0, lists: 10 },
      sqsSends: 2,
      messageBytes: 131_074,
      journalBytes: 0,
    });
  });
});

describe('input', () => {
  const factsOf = (Resources: object) => stackFacts(JSON.parse(JSON.stringify({ Resources })));

  test('an alarm on an expression counts each of its metrics', () => {
    const lambda = (MemorySize: number) => ({ Type: 'AWS::Lambda::Function', Properties: { MemorySize, Timeout: 9 } });
    const alarm = (Properties: object) => ({ Type: 'AWS::CloudWatch::Alarm', Properties });
    const Resources = {
      NotificationsWebhook0000ABCD: lambda(128),
      RevisionsWorker0000ABCD: lambda(256),
      RevisionsWorkerLog0000ABCD: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { AccessLogSettings: { Format: 'x' } } },
      One: alarm({ MetricName: 'Errors' }),
      Two: alarm({ Metrics: [{ MetricStat: {} }, { MetricStat: {} }, { Expression: 'a / b' }] }),
    };
    expect(factsOf(Resources)).toMatchObject({
      webhookMemoryMb: 128,
      workerMemoryMb: 256,
      logRetentionDays: 7,
      alarmMetrics: 3,
    });
    const { RevisionsWorker0000ABCD: _, ...withoutWorker } = Resources;
    expect(() => factsOf(withoutWorker)).toThrow('must have exactly one');
  });

  test('each metric of a dashboard counts once, and expressions do not count', () => {
    const metrics = [['AWS/SQS', 'Age', 'QueueName', 'NAME', { stat: 'Maximum' }], [{ expression: 'a / b' }]];
    const widgets = [
      { type: 'metric', properties: { metrics } },
      {
        type: 'metric',
        properties: {
          metrics: [
            ['AWS/SQS', 'Age', 'QueueName', 'NAME'],
            ['AWS/SQS', 'Age'],
          ],
        },
      },
      { type: 'text', properties: { markdown: '# Title' } },
    ];
    const text = JSON.stringify({ widgets });
    expect(dashboardMetrics(text)).toBe(2);
    const [before = '', between = '', after = ''] = text.split('NAME');
    const join = (other: string) => [before, { Ref: 'Queue' }, between, { Ref: other }, after];
    expect(dashboardMetrics({ 'Fn::Join': ['', join('Queue')] })).toBe(2);
    expect(dashboardMetrics({ 'Fn::Join': ['', join('OtherQueue')] })).toBe(3);
  });

  test('series are the distinct combinations of a metric and the values of its dimensions', () => {
    const CloudWatchMetrics = [{ Namespace: 'n', Dimensions: [['cloud', 'reason']], Metrics: [{ Name: 'Failures' }] }];
    const line = (reason: string) =>
      JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics }, cloud: 'demo', reason, Failures: 1 });
    expect(metricSeries([line('b'), line('a'), line('b'), '{"message":"none"}', 'START'])).toEqual([
      'Failures cloud=demo reason=a',
      'Failures cloud=demo reason=b',
    ]);
  });

  test('tables are printed only if asked for', () => {
    expect([optionsOf([]).markdown, optionsOf(['--markdown']).markdown]).toEqual([false, true]);
  });

  test('options are amounts, in the units of the help', () => {
    expect(optionsOf(['--average-size', '250', '--monthly-changes', '2.5']).assumptions).toMatchObject({
      averageBytes: 250_000,
      monthlyChanges: 0.025,
      s3Ms: 50,
    });
    expect(optionsOf(['--configuration', '{"clouds":{"a":{}},"logRetentionDays":7}']).configuration).toEqual({
      clouds: { a: {} },
      logRetentionDays: 7,
    });
  });

  test.each([
    [['--average-size', 'large']],
    [['--s3-ms=-1']],
    [['--unknown']],
    [['--configuration', '{}']],
    [['--configuration', 'clouds']],
  ])('%j is refused', (args) => {
    expect(() => optionsOf(args)).toThrow(OptionError);
  });
});
