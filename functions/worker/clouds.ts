import type { CredentialsParameter } from '../../shared/adapters/aws/ssm-credentials.ts';
import { cloudinaryEnvironment } from '../../shared/adapters/cloudinary/cloudinary-environment.ts';
import type { Credentials } from '../../shared/domain/cloudinary/credentials.ts';
import { credentialCache } from '../../shared/usecases/webhook/credential-cache.ts';
import type { WorkerCloud } from '../../shared/usecases/worker/worker-context.ts';
import type { WorkerEnvironment } from './environment.ts';

/** The configured clouds, each over an adapter of its own. */
export function workerClouds(
  environment: WorkerEnvironment,
  readCredentials: (parameter: CredentialsParameter) => Promise<Credentials>,
): ReadonlyMap<string, WorkerCloud> {
  return new Map(
    Object.entries(environment.CLOUDS).map(([cloud, settings]) => {
      const { credentialsParameter: name, apiOrigin, downloadOrigins, nativeBackup, rules } = settings;
      const cache = credentialCache(() => readCredentials({ name, cloud, apiOrigin }), Date.now);
      const environmentOfCloud = cloudinaryEnvironment({
        cloud,
        origins: { apiOrigin, downloadOrigins },
        credentials: cache.get,
        quotaReserve: environment.QUOTA_RESERVE,
      });
      return [cloud, { environment: environmentOfCloud, rules, nativeBackup }];
    }),
  );
}
