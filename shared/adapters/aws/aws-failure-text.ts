/** The kinds of failure that an operator can mend, by the names or texts that SDKs and services give them. */
const KINDS: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /Region is missing/,
    'No AWS region is set. Set AWS_REGION (AWS_DEFAULT_REGION is not read) or a region in your AWS profile.',
  ],
  [
    /ExpiredToken|RequestExpired|token.*expired|expired.*(?:token|session|credentials)|SSO session/is,
    'Your AWS credentials have expired. Sign in again (with SSO: aws sso login), then repeat the command.',
  ],
  [
    /CredentialsProviderError|TokenProviderError|CredentialsError/,
    'No AWS credentials were found. Sign in, or set AWS_PROFILE. To test them: aws sts get-caller-identity',
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure/,
    'AWS rejects your credentials: the access key is wrong, deleted, or of another partition. Check AWS_PROFILE.',
  ],
  [
    /AccessDenied|AuthorizationError|UnauthorizedOperation|Forbidden/,
    'AWS denies your credentials a permission. docs/cli.md lists the permissions that each command needs.',
  ],
  [
    /QueueDoesNotExist|NonExistentQueue|NoSuchBucket/,
    'A queue or the bucket that the stack names does not exist. Deploy the stack again: npm run deploy.',
  ],
  [
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|TimeoutError|UNABLE_TO_|SELF_SIGNED|CERT_/,
    'AWS cannot be reached. Check your network, AWS_REGION and, if it is set, AWS_ENDPOINT_URL.',
  ],
];

/** An error's name, code and text; of an error that holds several, as of a failed connection, those too. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const inner = error instanceof AggregateError ? error.errors.map(described).join('; ') : '';
  return [`${error.name}${code}: ${error.message}`, inner].filter((text) => text !== '').join(' ');
}

/** What is wrong, for an operator: what to do about it, if that is known, and what the SDK said. */
export function awsFailureText(error: unknown): string {
  const text = described(error);
  const advice = KINDS.find(([pattern]) => pattern.test(text))?.[1];
  return advice === undefined ? text : `${advice} (${text})`;
}
