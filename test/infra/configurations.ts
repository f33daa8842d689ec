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
    },
  },
  {
    name: 'a bucket that exists and no grant to Cloudinary',
    context: { clouds: { demo: {} }, existingBucket: 'media-backup', cloudinaryGrant: 'none' },
  },
];
