import type { CredentialsParameter } from '../../shared/adapters/aws/ssm-credentials.ts';
import { cloudinaryListing } from '../../shared/adapters/cloudinary/cloudinary-listing.ts';
import type { SelectionRules } from '../../shared/domain/asset/selection-rules.ts';
import type { Credentials } from '../../shared/domain/cloudinary/credentials.ts';
import type { LibraryListing } from '../../shared/usecases/inventory/library-listing.ts';
import { credentialCache } from '../../shared/usecases/webhook/credential-cache.ts';
import type { InventoryEnvironment } from './environment.ts';

/** A cloud as an inventory sees it. */
export interface InventoryCloud {
  readonly listing: LibraryListing;
  readonly rules: SelectionRules;
}

/** The configured clouds, each over an adapter of its own. */
export function inventoryClouds(
  environment: Pick<InventoryEnvironment, 'CLOUDS' | 'QUOTA_RESERVE'>,
  readCredentials: (parameter: CredentialsParameter) => Promise<Credentials>,
): Readonly<Record<string, InventoryCloud>> {
  return Object.fromEntries(
    Object.entries(environment.CLOUDS).map(([cloud, settings]) => {
      const { credentialsParameter: name, apiOrigin, downloadOrigins, rules } = settings;
      const cache = credentialCache(() => readCredentials({ name, cloud, apiOrigin }), Date.now);
      const listing = cloudinaryListing({
        cloud,
        origins: { apiOrigin, downloadOrigins },
        credentials: cache.get,
        renewedCredentials: cache.refresh,
        quotaReserve: environment.QUOTA_RESERVE,
      });
      return [cloud, { listing, rules }];
    }),
  );
}
