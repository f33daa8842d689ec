import { join } from 'node:path';

/** How to deploy the example stack. */
export const EXAMPLE_APP = {
  app: `node ${join(import.meta.dirname, 'app.ts')}`,
  stackName: 'Example',
} as const;
