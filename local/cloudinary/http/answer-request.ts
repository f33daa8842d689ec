import type { IncomingMessage } from 'node:http';
import { adminRoutes } from '../admin-api/admin-routes.ts';
import type { Environment } from '../environment.ts';
import { deliveryReply } from '../serving/delivery.ts';
import { downloadRoutes } from '../serving/download-routes.ts';
import { storageReply } from '../serving/storage.ts';
import { uploadRoutes } from '../upload-api/upload-routes.ts';
import { ApiError } from './api-error.ts';
import { basicCaller, signedCaller } from './authenticate.ts';
import { parseBody } from './parse-body.ts';
import type { Target } from './parse-target.ts';
import { errorReply, type Reply } from './reply.ts';
import { findRoute } from './route.ts';

async function apiReply(environment: Environment, target: Target, request: IncomingMessage): Promise<Reply> {
  const { simulation } = environment;
  const { params, json, file } = await parseBody(request, target.query);
  const { headers } = request;
  const isAdmin = target.point === 'admin';
  const staleStatus = target.point === 'upload' ? 400 : 401;
  const caller = isAdmin
    ? basicCaller(environment, headers.authorization)
    : signedCaller(environment, params, simulation.now(), staleStatus);
  if (isAdmin && !environment.quota.take()) {
    throw new ApiError(420, `Rate Limit Exceeded. Limit of ${environment.quota.limit} api operations reached`);
  }
  const routes = isAdmin ? adminRoutes : target.point === 'upload' ? uploadRoutes : downloadRoutes;
  const route = findRoute(routes, request.method ?? 'GET', target.path);
  if (!route) throw new ApiError(404, `Not simulated: ${request.method} /${target.path}`);
  const { handler, captured } = route;
  return await handler({ simulation, environment, apiKey: caller.apiKey, params, json, file, headers, captured });
}

/** The right answer to a request; an error becomes Cloudinary's form of one. */
export async function answerRequest(
  environment: Environment,
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
