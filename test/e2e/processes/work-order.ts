import type { Credential } from '../../../shared/domain/cloudinary/credentials.ts';

/** What one of several processes is told to do. */
export interface WorkOrder {
  readonly s3: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly bucket: string;
  readonly cloud: string;
  readonly apiOrigin: string;
  readonly credential: Credential;
  /** Of queue messages. */
  readonly bodies: readonly string[];
}
