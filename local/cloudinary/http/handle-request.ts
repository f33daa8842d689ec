import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ENDPOINTS } from '../endpoints.ts';
import { chooseFault, chooseLatency, type Fault } from '../faults.ts';
import { refuseDynamicFolders } from '../library/folder-mode.ts';
import type { LoggedRequest } from '../library/logs.ts';
import type { ApiKey } from '../options.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { deliveryReply } from '../serving/delivery.ts';
import { storageReply } from '../serving/downloads.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { basicCaller, signedCaller } from './authenticate.ts';
import type { Params } from './params.ts';
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

/** Who makes a call; undefined without a signature, where none is needed. Throws a 400 or 401 for anyone unknown. */
function callerOf(
  cloud: SimulatedCloud,
  point: (Target & { kind: 'api' })['point'],
  params: Params,
  authorization: string | undefined,
  takesUnsigned: boolean,
): ApiKey | undefined {
  if (point === 'admin') return basicCaller(cloud, authorization);
  if (takesUnsigned && params.filled('signature') === undefined) return undefined;
  return signedCaller(cloud, params, point === 'upload' ? 400 : 401);
}

async function apiReply(
  cloud: SimulatedCloud,
  { point, path, query }: Target & { kind: 'api' },
  request: IncomingMessage,
): Promise<Reply> {
  const { headers, method = 'GET' } = request;
  const { params, json, file } = await parseBody(request, query);
  const route = findRoute(ENDPOINTS[point], method, path);
  const caller = callerOf(cloud, point, params, headers.authorization, route?.handler.takesUnsigned === true);
  if (point === 'admin' && !cloud.quota.take()) {
    throw new ApiError(420, `Rate Limit Exceeded. Limit of ${cloud.quota.limit} api operations reached`);
  }
  if (!route) throw new ApiError(404, `Not simulated: ${method} /${path}`);
  refuseDynamicFolders(cloud, params);
  const cause = { apiKey: caller?.apiKey, notificationUrl: params.filled('notification_url') };
  return await route.handler({ cloud, cause, params, json, file, headers, path: route.path });
}

/** The right answer to a request; an error becomes Cloudinary's form of one. */
async function answerRequest(cloud: SimulatedCloud, target: Target, request: IncomingMessage): Promise<Reply> {
  try {
    if (target.kind === 'api') return await apiReply(cloud, target, request);
    request.resume();
    const { method = 'GET' } = request;
    if (!['GET', 'HEAD'].includes(method)) throw new ApiError(404, `Not simulated: ${method} /${target.path}`);
    if (target.kind === 'storage') return await storageReply(cloud, target.path);
    return await deliveryReply(cloud, target.path, request.headers);
  } catch (error) {
    if (error instanceof ApiError) return errorReply(error.status, error.message);
    return errorReply(500, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** Answers one request, or fails it as the faults decide. `random` serves requests to unknown clouds. */
export async function handleRequest(
  clouds: ReadonlyMap<string, SimulatedCloud>,
  random: SeededRandom,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = parseTarget(request.url ?? '/');
  const { cloudName, point, path, query } = target;
  const cloud = clouds.get(cloudName);
  if (!cloud) {
    request.resume();
    await sendReply(response, errorReply(401, `Invalid cloud_name ${cloudName}`), undefined, random);
    return;
  }
  const { faults, chances, quota } = cloud;
  const { method = 'GET' } = request;
  const logged: LoggedRequest = { at: cloud.now(), method, path, query };
  cloud.requests.push(logged);
  const ordinal = ++cloud.ordinals[point];
  const fault = chooseFault(faults, chances, { point, cloudName, method, path, query, ordinal });
  if (fault) logged.fault = fault.kind;
  const latency = chooseLatency(faults[point], chances);
  const fails = fault?.kind === 'status';
  // The quota counts a call even when it fails.
  if (fails && point === 'admin') quota.take();
  const reply = fails ? await failedReply(fault, request) : await answerRequest(cloud, target, request);
  if ('bytes' in reply) cloud.bandwidth.usage += reply.bytes.length;
  reply.headers = {
    'X-Request-Id': cloud.random.hex(32),
    ...reply.headers,
    ...(point === 'admin' && quota.headers()),
  };
  if (fault?.kind === 'hang' && fault.afterBytes === undefined) return;
  if (latency > 0) await pause(latency);
  logged.status = reply.status;
  await sendReply(response, reply, fault, chances);
}
