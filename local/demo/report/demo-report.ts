import type { Phase } from '../display/start-phases.ts';
import type { LatencyFigures } from '../verification/latency-figures.ts';
import type { Verification } from '../verification/verification.ts';

/** Everything that a run of the demo found out. */
export interface DemoReport {
  readonly verification: Verification;
  /** Of the verification, and of everything around it. Empty means OK. */
  readonly problems: readonly string[];
  readonly latency: LatencyFigures | undefined;
  /** Webhooks that the simulated Cloudinary sent, and those answered with 200. */
  readonly notifications: { readonly sent: number; readonly accepted: number };
  readonly phases: readonly Phase[];
  /** From the start of the process. */
  readonly totalSeconds: number;
  readonly endpoints: Readonly<Record<string, string>>;
}
