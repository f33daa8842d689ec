const PAGE = 1_000;

/** An object in a listing. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
}

/** Lists at most `count` objects whose keys start with the prefix and follow `after`. */
export type ListObjects = (prefix: string, after: string, count: number) => readonly ListedObject[];

function answer(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</ListBucketResult>`;
}

/**
 * The answer to ListObjectsV2. With a delimiter it gives all folders at once: there are few.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listAnswer(query: URLSearchParams, list: ListObjects): string {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  if (query.get('delimiter') === '/') {
    const keys = list(prefix, '', Number.POSITIVE_INFINITY).map(({ key }) => key);
    const folders = new Set(keys.map((key) => key.slice(0, key.indexOf('/', prefix.length) + 1)));
    const following = [...folders].filter((folder) => folder > after);
    const prefixes = following.map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`);
    return answer(`<IsTruncated>false</IsTruncated>${prefixes.join('')}`);
  }
  const found = list(prefix, after, PAGE + 1);
  const page = found.slice(0, PAGE);
  const contents = page.map(
    ({ key, bytes, etag }) =>
      `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const more = found.length > PAGE;
  const next = more ? `<NextContinuationToken>${page.at(-1)?.key}</NextContinuationToken>` : '';
  return answer(`<IsTruncated>${more}</IsTruncated><KeyCount>${page.length}</KeyCount>${next}${contents.join('')}`);
}
