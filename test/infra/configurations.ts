/** Configurations whose templates differ in their resources: what holds for all of them is tested with each. */
export const CONFIGURATIONS: readonly { readonly name: string; readonly context: object }[] = [
  { name: 'one cloud and no settings', context: { clouds: { demo: {} } } },
  {
    name: 'everything there is',
    context: {
      clouds: { demo: { nativeBackup: true }, 'b-2_x': { credentialsParameter: 'team/other', triggers: 'manual' } },
      bucketName: 'media-backup',
      operatorRoleArn: 'arn:aws:iam::111122223333:role/backup-operator',
      readerPolicy: true,
      alarms: { emails: ['ops@example.com'] },
      inventory: { schedule: 'rate(7 days)', initialRun: true },
      verify: { schedule: 'rate(30 days)', timezone: 'Europe/Berlin', readData: '2%' },
    },
  },
  {
    name: 'a bucket that exists, no grant to Cloudinary, no triggers and no schedules',
    context: {
      clouds: { demo: { triggers: 'manual' } },
      existingBucket: 'media-backup',
      cloudinaryGrant: 'none',
      inventory: { schedule: 'off' },
      verify: { schedule: 'off' },
    },
  },
];
