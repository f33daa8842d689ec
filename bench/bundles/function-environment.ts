/** The variables that the stack and Lambda set. Functions refuse to load without them. Nothing that they name is called. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  BUCKET_NAME: 'bench',
  ACCOUNT: '111111111111',
  BUCKET_SETTINGS: JSON.stringify({
    bucketArn: 'arn:aws:s3:::bench',
    clouds: ['bench'],
    cloudinaryGrant: 'backup',
    objectOwnership: 'BucketOwnerEnforced',
  }),
  STACK_NAME: 'CloudinaryBackup',
  LIVE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/live',
  BULK_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/bulk',
  LARGE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/large',
  SET_ASIDE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/set-aside',
  RETRY_BASE_SECONDS: '30',
  RETRY_CAP_SECONDS: '3600',
  QUOTA_RESERVE: '0.2',
  BULK_BACKLOG_LIMIT: '432000',
  LARGE_BACKLOG_LIMIT: '192',
  QUEUE_LAG_SECONDS: '60',
  ALARM_TOPIC_ARN: 'arn:aws:sns:us-east-1:111111111111:alarms',
  REPORT_MAIL: 'first',
  WEBHOOKS_URL: 'https://bench.execute-api.us-east-1.amazonaws.com/webhooks',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:111111111111:stateMachine:bench',
};

/**
 * The environment of a function, with one cloud named `bench`.
 *
 * @param folder of the function, relative to `functions/`
 * @param apiOrigin of Cloudinary's API
 */
export function functionEnvironmentOf(
  folder: string,
  apiOrigin = 'https://api.cloudinary.com',
): Readonly<Record<string, string>> {
  const settings = {
    credentialsParameter: '/bench/credentials',
    apiOrigin,
    downloadOrigins: [],
    nativeBackup: false,
    rules: {},
  };
  // The verify function does not call Cloudinary.
  return { ...ENVIRONMENT, CLOUDS: JSON.stringify(folder === 'verify' ? ['bench'] : { bench: settings }) };
}
