import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../environment.ts';
import type { Fault, FaultPoint } from '../faults.ts';
import type { Simulation } from '../simulation.ts';
import { answerRequest } from './answer-request.ts';
import { chooseFault, chooseLatency } from './choose-fault.ts';
import { parseTarget } from './parse-target.ts';
import { errorReply, type Reply } from './reply.ts';
import { sendReply } from './send-reply.ts';

const MESSAGES: Record<number, string> = {
  404: 'Resource not found',
  420: 'Rate Limit Exceeded',
  429: 'Too many concurrent requests',
  500: 'General Error',
  503: 'Service Unavailable',
};

async function failedReply(
  environment: Environment,
  point: FaultPoint,
  fault: Fault & { kind: 'status' },
  request: IncomingMessage,
): Promise<Reply> {
  // The quota counts a call even when it fails.
  if (point === 'admin') environment.quota.take();
  request.resume();
  if (!request.readableEnded) await once(request, 'end');
  const retryAfter = fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter };
  return errorReply(fault.status, MESSAGES[fault.status] ?? 'Error', retryAfter);
}

/** Answers one request, after the faults have had their say. */
export async function handleRequest(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = parseTarget(request.url ?? '/');
  const environment = simulation.environments.get(target.cloudName);
  if (!environment) {
    request.resume();
    await sendReply(response, errorReply(401, `Invalid cloud_name ${target.cloudName}`), undefined, simulation.random);
    return;
  }
  const { point, path, query } = target;
  const method = request.method ?? 'GET';
  const logged: Environment['requests'][number] = { at: simulation.now(), method, path, query };
  environment.requests.push(logged);
  const ordinal = environment.nextOrdinal(point);
  const cloudName = environment.cloudName;
  const fault = chooseFault(simulation, { point, cloudName, method, path, query, ordinal });
  if (fault) logged.fault = fault.kind;
  const latency = chooseLatency(simulation, point);
  const reply =
    fault?.kind === 'status'
      ? await failedReply(environment, point, fault, request)
      : await answerRequest(environment, target, request);
  if ('bytes' in reply) environment.bandwidth.usage += reply.bytes.length;
  if (point === 'admin') reply.headers = { ...reply.headers, ...environment.quota.headers() };
  reply.headers = { 'X-Request-Id': simulation.random.hex(32), ...reply.headers };
  if (fault?.kind === 'hang') return;
  if (latency > 0) await pause(latency);
  logged.status = reply.status;
  await sendReply(response, reply, fault, simulation.chances);
}
