import { dirname, join } from 'node:path';
import type { LoopbackCertificate } from '../certificate/loopback-certificate.ts';

/** What a MiniStack server needs to know. */
export interface ServerOptions {
  readonly port: number;
  /** A folder of its own, for everything that it and its functions write. */
  readonly directory: string;
  readonly certificate: LoopbackCertificate;
}

const REPOSITORY = join(import.meta.dirname, '../..');

/**
 * The whole environment of a MiniStack server. Every function that it runs inherits all of it, so nothing of the
 * user's own environment goes in: no credentials, no proxies, no CLOUDINARY_URL.
 */
export function serverEnvironment({ port, directory, certificate }: ServerOptions): Record<string, string> {
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: directory,
    TMPDIR: directory,
    STATE_DIR: join(directory, 'state'),
    S3_DATA_DIR: join(directory, 's3'),
    LANG: 'C.UTF-8',
    NODE_PATH: join(REPOSITORY, 'node_modules'),
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LAMBDA_ACCOUNT_CONCURRENCY: '16',
    AUTH: 'true', // IAM and resource policies are evaluated, so a missing grant fails as it does on AWS
    USE_SSL: '1',
    MINISTACK_SSL_CERT: certificate.certPath,
    MINISTACK_SSL_KEY: certificate.keyPath,
  };
}
