import type { MiniStack } from './start-ministack.ts';

/** The configuration of an AWS SDK client that acts as root, which no policy restricts. */
export interface RootClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What an AWS SDK client in this process needs; other processes get `miniStack.env`. */
export function rootClientConfig({ endpoint, env }: MiniStack): RootClientConfig {
  return {
    endpoint,
    region: env.AWS_REGION,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  };
}

/** Passes a client that acts as root to `use`, and closes it afterwards. */
export async function withRootClient<Client extends { destroy(): void }, Result>(
  miniStack: MiniStack,
  ClientClass: new (config: RootClientConfig & { readonly forcePathStyle: true }) => Client,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new ClientClass({ ...rootClientConfig(miniStack), forcePathStyle: true });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}
