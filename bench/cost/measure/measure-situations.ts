import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { startLocalCloud } from '../../../local/start-local-cloud.ts';
import { DeployedStack } from '../../../test/e2e/stack/deployed-stack.ts';
import type { Measurements, SituationRun } from '../measurements.ts';
import { SITUATIONS, type Situation } from '../situations.ts';
import { metricSeries } from './metric-series.ts';
import { Observer } from './observer.ts';
import { PLAY, type Play } from './play-situations.ts';
import { sumOfRounds } from './sum-of-rounds.ts';

const CLOUD = 'demo';
const ROUNDS = 3;
const REVISIONS = 100;
/** Few processes, so that all are warm when counting begins; what a batch costs does not depend on how many there are. */
const SETTINGS = { concurrency: { live: 2, bulk: 2, large: 2 } };
/** For the first calls, while functions start: the local cloud refuses some, and Cloudinary's own pauses are minutes. */
const RETRIES_MS = [250, 500, 1000, 2000, 4000];
/** In bytes. */
const ORIGINAL = 500_000;

function here(): Measurements['measured'] {
  const cores = cpus();
  return {
    at: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    command: 'npm run cost -- --measure',
    where: `local cloud on ${cores.length} × ${cores[0]?.model.trim()}, ${process.platform} ${process.arch}, Node ${process.version}`,
  };
}

/**
 * Deploys the stack to the local cloud, brings each situation about in turn, several times, and counts.
 *
 * @param progress is told what happens
 * @throws Error when a revision was not stored at the first attempt
 */
export async function measureSituations(progress: (line: string) => void): Promise<Measurements> {
  const environments = [{ cloudName: CLOUD, keys: [{ apiKey: '412233445566778', apiSecret: 'measured' }] }];
  const cloud = await startLocalCloud({
    cloudinary: { environments, notifications: { retryDelaysMs: RETRIES_MS } },
    settings: SETTINGS,
    onProgress: progress,
  });
  const stack = new DeployedStack(cloud);
  try {
    const play: Play = { stack, cloud: CLOUD, revisions: REVISIONS, originalBytes: ORIGINAL };
    progress('warming up');
    for (const situation of SITUATIONS) await PLAY[situation](play);
    const observer = new Observer(play);
    await observer.start();
    const rounds: Record<Situation, SituationRun[]> = { bulk: [], full: [], trickle: [] };
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const situation of SITUATIONS) {
        progress(`${round}/${ROUNDS} ${situation}: ${REVISIONS} originals of ${ORIGINAL} bytes`);
        rounds[situation].push(await observer.round(situation));
      }
    }
    return {
      measured: here(),
      originalBytes: ORIGINAL,
      situations: {
        bulk: sumOfRounds(rounds.bulk),
        full: sumOfRounds(rounds.full),
        trickle: sumOfRounds(rounds.trickle),
      },
      metricSeries: [...metricSeries(observer.lines)],
    };
  } finally {
    stack.close();
    await cloud.stop();
  }
}
