import type { Environment } from '../environment.ts';
import type { Reply } from '../http/reply.ts';

/** A 302 to object storage, where the behaviour asks for one; the simulated Cloudinary answers such paths itself. */
export function redirectReply(environment: Environment, assetId: string, versionId: string): Reply | undefined {
  const origin = environment.simulation.behaviour.downloadRedirects;
  if (origin === false) return undefined;
  const location = `${origin}/storage/${environment.cloudName}/${assetId}/${versionId}`;
  return { status: 302, headers: { Location: location }, json: {} };
}
