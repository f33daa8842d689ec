import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** What a copier is to copy in one run, and between which servers. */
export interface CopyRun {
  /** Of the simulated origin, without a trailing slash. */
  readonly originUrl: string;
  readonly s3: Required<Pick<S3ClientConfig, 'endpoint' | 'region' | 'credentials'>>;
  readonly bucket: string;
  readonly assets: number;
  /** Length of each asset. */
  readonly bytes: number;
  /** How many assets are being copied at any moment. */
  readonly inFlight: number;
  /** Assets copied before the clock starts, so that the figure is that of a warm process. */
  readonly warmUpAssets: number;
}

/** What a run took, warm-up left out. */
export interface CopyFigures {
  readonly seconds: number;
  readonly assetsPerSecond: number;
  /** User and system time of the copier's process, in milliseconds for one asset. */
  readonly cpuMsPerAsset: number;
}

/** What one large asset took. */
export interface LargeCopyFigures {
  /** By how much the process's resident memory grew at most. */
  readonly grownBytes: number;
  readonly seconds: number;
}

/** The run that this process was started with: its first argument, as JSON. */
export function copyRunOfProcess(): CopyRun {
  const json = process.argv[2];
  if (json === undefined) throw new Error('the first argument must be a CopyRun as JSON');
  return JSON.parse(json) as CopyRun;
}
