import type { OneOrMore, PolicyStatement } from './policy-statement.ts';

/** No wildcard, and no variable of a policy. */
const FIXED = /^(?!.*\$\{)[^*?]+$/;
/** Any access point, of one account: that S3 takes for fixed. */
const ACCESS_POINT = /^arn:[a-z-]+:s3:[a-z0-9*-]*:\d{12}:accesspoint\/[^$]+$/;

/** S3 takes wider ranges for the whole internet: `/8` of IPv4, `/32` of IPv6. */
function isNarrowRange(range: string): boolean {
  const isV6 = range.includes(':');
  const [, bits = isV6 ? '128' : '32'] = range.split('/');
  return FIXED.test(range) && Number(bits) >= (isV6 ? 32 : 8);
}

function isFixed(value: string): boolean {
  return FIXED.test(value);
}

function isAccessPoint(value: string): boolean {
  return FIXED.test(value) || ACCESS_POINT.test(value);
}

/** The keys that can tell who it is, in lower case as they have none, with what a fixed value of each is. */
const TELLING_KEYS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ...[
    'aws:principalorgid',
    'aws:principalorgpaths',
    'aws:principalarn',
    'aws:principalaccount',
    'aws:userid',
    'aws:sourceaccount',
    'aws:sourcearn',
    'aws:sourceowner',
    'aws:sourcevpc',
    'aws:sourcevpce',
    's3:dataaccesspointaccount',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
  ].map((key) => [key, isFixed] as const),
  ['s3:dataaccesspointarn', isAccessPoint],
  ['aws:sourceip', isNarrowRange],
]);

/** Neither negations nor `…IfExists` nor `ForAllValues:`, which a request without the key meets. */
const TELLING_OPERATOR = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

function tells(operator: string, key: string, values: OneOrMore): boolean {
  const isOfAddresses = key.toLowerCase() === 'aws:sourceip';
  if (isOfAddresses ? operator !== 'IpAddress' : !TELLING_OPERATOR.test(operator)) return false;
  const isFixedValue = TELLING_KEYS.get(key.toLowerCase());
  return isFixedValue !== undefined && [values].flat().every(isFixedValue);
}

function namesEverybody({ Principal }: PolicyStatement): boolean {
  // Without `Principal` there is `NotPrincipal`: everybody but a few.
  if (Principal === undefined || Principal === '*') return true;
  return [Principal['AWS']].flat().includes('*');
}

/**
 * Whether a statement allows something to everybody, as S3 defines it when it blocks public policies: no condition
 * demands fixed values of a key that tells who asks, or from where. What S3 holds for public though it is not, is public
 * here as well: beside it, S3 takes no policy of ours.
 *
 * Source:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function allowsEverybody(statement: PolicyStatement): boolean {
  return (
    statement.Effect === 'Allow' &&
    namesEverybody(statement) &&
    // All conditions of a statement must hold: one that tells is enough.
    !Object.entries(statement.Condition ?? {}).some(([operator, keys]) =>
      Object.entries(keys).some(([key, values]) => tells(operator, key, values)),
    )
  );
}
