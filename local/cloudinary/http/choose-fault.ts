import type { Fault, FaultRequest, PointFaults } from '../faults.ts';
import type { Simulation } from '../simulation.ts';

const CHOICES: readonly [keyof Omit<PointFaults, 'latencyMs'>, Fault][] = [
  ['status500', { kind: 'status', status: 500 }],
  ['status503', { kind: 'status', status: 503 }],
  ['status420', { kind: 'status', status: 420 }],
  ['status429', { kind: 'status', status: 429 }],
  ['status404', { kind: 'status', status: 404 }],
  ['hang', { kind: 'hang' }],
  ['reset', { kind: 'reset' }],
  ['shortHonest', { kind: 'short', honestLength: true }],
  ['shortTruncated', { kind: 'short', honestLength: false }],
  ['wrongBytes', { kind: 'wrong-bytes' }],
];

/** The fault that strikes a request, if any: what the script says, else what the probabilities draw. */
export function chooseFault(simulation: Simulation, request: FaultRequest): Fault | undefined {
  const scripted = simulation.faults.script?.(request);
  if (scripted) return scripted;
  const point = simulation.faults[request.point];
  return CHOICES.find(([name]) => simulation.chances.chance(point[name]))?.[1];
}

/** How long an answer is held back, in milliseconds. */
export function chooseLatency(simulation: Simulation, point: FaultRequest['point']): number {
  const { latencyMs } = simulation.faults[point];
  return typeof latencyMs === 'number' ? latencyMs : simulation.chances.between(...latencyMs);
}
