import { SynthesizedStack } from './synthesized-stack.ts';

/** Two clouds that differ in every setting that changes the template. */
export const TWO_CLOUDS = {
  clouds: {
    demo: { nativeBackup: true, rules: { exclude: { tags: ['temporary'] } } },
    'b-2_x': {
      credentialsParameter: 'team/other',
      apiOrigin: 'https://api-eu.cloudinary.com',
      downloadOrigins: ['https://files.example.com'],
      triggers: 'manual',
    },
  },
  operatorRoleArn: 'arn:aws:iam::111122223333:role/backup-operator',
} as const;

/** Their stack, synthesized once for all tests of a file; no test changes it. */
export const twoClouds = new SynthesizedStack(TWO_CLOUDS);
