import type { OneOrMore, PolicyStatement } from './policy-statement.ts';

/** Neither a wildcard nor a policy variable. */
const FIXED = /^(?!.*\$\{)[^*?]+$/;
/** Any access point of one account, which S3 counts as fixed. */
const ACCESS_POINT = /^arn:[a-z-]+:s3:[a-z0-9*-]*:\d{12}:accesspoint\/[^$]+$/;

/** S3 counts ranges wider than `/8` of IPv4 or `/32` of IPv6 as the whole internet. */
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

/**
 * The condition keys that can identify the caller, each with a test for its fixed values. In lower case, because
 * condition keys ignore case.
 */
const IDENTIFYING_KEYS: ReadonlyMap<string, (value: string) => boolean> = new Map([
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

/** Not negations, `…IfExists` or `ForAllValues:`: a request without the key meets those. */
const IDENTIFYING_OPERATOR = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

function identifies(operator: string, key: string, values: OneOrMore): boolean {
  const isOfAddresses = key.toLowerCase() === 'aws:sourceip';
  if (isOfAddresses ? operator !== 'IpAddress' : !IDENTIFYING_OPERATOR.test(operator)) return false;
  const isFixedValue = IDENTIFYING_KEYS.get(key.toLowerCase());
  return isFixedValue !== undefined && [values].flat().every(isFixedValue);
}

function namesEveryone({ Principal }: PolicyStatement): boolean {
  // A statement without `Principal` has `NotPrincipal`: everyone except a few.
  if (Principal === undefined || Principal === '*') return true;
  return [Principal['AWS']].flat().includes('*');
}

/**
 * Whether a statement allows something to everyone, as S3 defines it when it blocks public policies: no condition
 * demands fixed values of a key that identifies the caller or the caller's network. Statements that S3 counts as public
 * by mistake count here too, because S3 refuses our policy as long as one of them is part of it.
 *
 * Source:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function allowsEveryone(statement: PolicyStatement): boolean {
  return (
    statement.Effect === 'Allow' &&
    namesEveryone(statement) &&
    // All conditions of a statement must hold, so one that identifies the caller is enough.
    !Object.entries(statement.Condition ?? {}).some(([operator, keys]) =>
      Object.entries(keys).some(([key, values]) => identifies(operator, key, values)),
    )
  );
}
