import { PipelineError } from '../errors.ts';

/** One API key of a cloud. */
export interface Credential {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What a parameter holds. Calls use the first credential; verifying signatures uses all of them. */
export interface Credentials {
  readonly calling: Credential;
  readonly all: readonly Credential[];
  /** Lines that were skipped: the number of each and what to do about it, never its content. */
  readonly problems: readonly string[];
}

const URL_LINE = /^cloudinary:\/\/([^:@/]+):([^@]+)@([^/?@]+)(\/[^?]*)?(?:\?(.*))?$/;

/** What is wrong with a line and how to correct it; never the line itself, which holds a secret. */
function problemOf(line: string, cloud: string, apiOrigin: string | undefined): string | undefined {
  const match = URL_LINE.exec(line);
  if (match === null) return 'is not of the form cloudinary://<api_key>:<api_secret>@<cloud_name>';
  const [, key = '', secret = '', namedCloud, , query] = match;
  if (/^<.*>$|^\*+$/.test(secret) || /^<.*>$/.test(key)) return 'holds a placeholder: put in the real key and secret';
  if (namedCloud !== cloud) return `names another cloud than ${JSON.stringify(cloud)}: cloud names are case-sensitive`;
  const prefix = new URLSearchParams(query).get('upload_prefix')?.replace(/\/$/, '');
  if (prefix !== undefined && apiOrigin !== undefined && prefix !== apiOrigin) {
    return `names an upload_prefix other than ${apiOrigin}: set "apiOrigin" of the cloud in the configuration`;
  }
  return undefined;
}

/**
 * Reads `CLOUDINARY_URL`s, one per line, and skips empty lines and lines that start with `#`. Key and secret are used
 * as they are: Cloudinary's SDKs do not percent-decode them.
 *
 * @param apiOrigin the origin of the cloud's API; an `upload_prefix` that differs is a problem
 * @throws PipelineError `credentials-unavailable` if no line is usable; it says what is wrong with each
 *
 * Source: https://cloudinary.com/documentation/node_integration#setting_the_cloudinary_url_environment_variable
 */
export function parseCredentials(text: string, cloud: string, apiOrigin?: string): Credentials {
  const all: Credential[] = [];
  const problems: string[] = [];
  for (const [index, untrimmed] of text.split('\n').entries()) {
    const line = untrimmed.trim().replace(/^(?:export\s+)?CLOUDINARY_URL=/, '');
    if (line === '' || line.startsWith('#')) continue;
    const problem = problemOf(line, cloud, apiOrigin);
    const [, apiKey = '', apiSecret = ''] = URL_LINE.exec(line) ?? [];
    if (problem === undefined) all.push({ apiKey, apiSecret });
    else problems.push(`line ${index + 1} ${problem}`);
  }
  const [calling] = all;
  if (calling !== undefined) return { calling, all, problems };
  const found = problems.length === 0 ? 'it is empty' : problems.join('; ');
  throw new PipelineError(
    'credentials-unavailable',
    `No usable credential for ${cloud}: ${found}. Put one line cloudinary://<api_key>:<api_secret>@${cloud} into the parameter.`,
  );
}
