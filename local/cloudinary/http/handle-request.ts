import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ENDPOINTS } from '../endpoints.ts';
import { chooseFault, chooseLatency, type Fault } from '../faults.ts';
import type { LoggedRequest } from '../library/logs.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { deliveryReply } from '../serving/delivery.ts';
import { storageReply } from '../serving/downloads.ts';
import type { ProductEnvironment } from '../simulation.ts';
import { basicCaller, signedCaller } from './authenticate.ts';
import { parseBody } from './parse-body.ts';
import { parseTarget, type Target } from './parse-target.ts';
import { ApiError, errorReply, type Reply } from './reply.ts';
import { findRoute } from './route.ts';
import { sendReply } from './send-reply.ts';

const MESSAGES: Record<number, string> = {
  404: 'Resource not found',
  420: 'Rate Limit Exceeded',
  429: 'Too many concurrent requests',
  500: 'General Error',
  503: 'Service Unavailable',
};

async function failedReply(
  { status, retryAfter }: Fault & { kind: 'status' },
  request: IncomingMessage,
): Promise<Reply> {
  request.resume();
  if (!request.readableEnded) await once(request, 'end');
  return errorReply(status, MESSAGES[status] ?? 'Error', retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
}

async function apiReply(
  environment: ProductEnvironment,
  { point, path, query }: Target & { kind: 'api' },
  request: IncomingMessage,
): Promise<Reply> {
  const { headers, method = 'GET' } = request;
  const { params, json, file } = await parseBody(request, query);
  const { apiKey } =
    point === 'admin'
      ? basicCaller(environment, headers.authorization)
      : signedCaller(environment, params, point === 'upload' ? 400 : 401);
  if (point === 'admin' && !environment.quota.take()) {
    throw new ApiError(420, `Rate Limit Exceeded. Limit of ${environment.quota.limit} api operations reached`);
  }
  const route = findRoute(ENDPOINTS[point], method, path);
  if (!route) throw new ApiError(404, `Not simulated: ${method} /${path}`);
  const cause = { apiKey, notificationUrl: params.filled('notification_url') };
  return await route.handler({ environment, cause, params, json, file, headers, path: route.path });
}

/** The right answer to a request; an error becomes Cloudinary's form of one. */
async function answerRequest(
  environment: ProductEnvironment,
  target: Target,
  request: IncomingMessage,
): Promise<Reply> {
  try {
    if (target.kind === 'api') return await apiReply(environment, target, request);
    request.resume();
    if (target.kind === 'storage') return await storageReply(environment, target.path);
    return deliveryReply(environment, target.path);
  } catch (error) {
    if (error instanceof ApiError) return errorReply(error.status, error.message);
    return errorReply(500, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** Answers one request, after the faults have had their say. `random` serves requests to unknown clouds. */
export async function handleRequest(
  environments: ReadonlyMap<string, ProductEnvironment>,
  random: SeededRandom,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = parseTarget(request.url ?? '/');
  const { cloudName, point, path, query } = target;
  const environment = environments.get(cloudName);
  if (!environment) {
    request.resume();
    await sendReply(response, errorReply(401, `Invalid cloud_name ${cloudName}`), undefined, random);
    return;
  }
  const { faults, chances, quota } = environment;
  const { method = 'GET' } = request;
  const logged: LoggedRequest = { at: environment.now(), method, path, query };
  environment.requests.push(logged);
  const ordinal = ++environment.ordinals[point];
  const fault = chooseFault(faults, chances, { point, cloudName, method, path, query, ordinal });
  if (fault) logged.fault = fault.kind;
  const latency = chooseLatency(faults[point], chances);
  const fails = fault?.kind === 'status';
  // The quota counts a call even when it fails.
  if (fails && point === 'admin') quota.take();
  const reply = fails ? await failedReply(fault, request) : await answerRequest(environment, target, request);
  if ('bytes' in reply) environment.bandwidth.usage += reply.bytes.length;
  reply.headers = {
    'X-Request-Id': environment.random.hex(32),
    ...reply.headers,
    ...(point === 'admin' && quota.headers()),
  };
  if (fault?.kind === 'hang') return;
  if (latency > 0) await pause(latency);
  logged.status = reply.status;
  await sendReply(response, reply, fault, chances);
}
