import { PipelineError } from '../errors.ts';

/** One API key of a product environment. */
export interface Credential {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What a parameter holds: the first credential is used for calls, all of them for verifying signatures. */
export interface Credentials {
  readonly calling: Credential;
  readonly all: readonly Credential[];
  /** Lines that were passed over, each by its number and what to do about it; never their content. */
  readonly problems: readonly string[];
}

const URL_LINE = /^cloudinary:\/\/([^:@/]+):([^@]+)@([^/?@]+)(\/[^?]*)?(?:\?(.*))?$/;

/** What is wrong with a line, and how to mend it; never the line itself, which holds a secret. */
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
 * Reads `CLOUDINARY_URL`s, one per line; empty lines and lines that start with `#` are skipped. The user part is taken
 * as it is: Cloudinary's SDKs do not percent-decode it.
 *
 * @param apiOrigin where the cloud's API is; an `upload_prefix` that says otherwise is a problem
 * @throws PipelineError `credentials-unavailable` when no line is usable; it names what is wrong with each
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
