import type { Phase } from '#local/display/start-phases.ts';
import type { Verification } from '#local/verification/verification.ts';
import type { LatencyFigures } from './latency-figures.ts';

/** Everything that a run of the demo found. */
export interface DemoReport {
  readonly verification: Verification;
  /** All problems, those of the verification included. Empty means OK. */
  readonly problems: readonly string[];
  readonly latency: LatencyFigures | undefined;
  /** Webhooks that the simulated Cloudinary sent, and those answered with 200. */
  readonly notifications: { readonly sent: number; readonly accepted: number };
  readonly phases: readonly Phase[];
  /** The time since the process started. */
  readonly totalSeconds: number;
  readonly endpoints: Readonly<Record<string, string>>;
}
