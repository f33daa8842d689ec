import { describe, expect, it } from 'vitest';
import { parseCredentials } from '#shared/domain/cloudinary/credentials.ts';
import { PipelineError } from '#shared/domain/errors.ts';

const SECRET = 'Zm9v-not_a_real+secret';

function line(key = '111', secret = SECRET, rest = '') {
  return `cloudinary://${key}:${secret}@demo${rest}`;
}

function failureOf(text: string, apiOrigin?: string): PipelineError {
  try {
    parseCredentials(text, 'demo', apiOrigin);
  } catch (error) {
    if (error instanceof PipelineError) return error;
  }
  throw new Error('parsed');
}

function parse(text: string, apiOrigin?: string) {
  return parseCredentials(text, 'demo', apiOrigin);
}

describe('parseCredentials', () => {
  const credential = { apiKey: '111', apiSecret: SECRET };

  it('calls with the first of several lines and verifies with all, despite empty lines, comments and Windows line ends', () => {
    const text = `# for calls\r\n\r\n${line()}\r\n   \n# signs\n  ${line('2', 'two')}  \n`;
    const all = [credential, { apiKey: '2', apiSecret: 'two' }];
    expect(parse(text)).toStrictEqual({ calling: credential, all, problems: [] });
  });

  it.each([
    line(),
    `CLOUDINARY_URL=${line()}`,
    `export   CLOUDINARY_URL=${line()}`,
    // A private CDN, options, both.
    line('111', SECRET, '/secure.example.com'),
    line('111', SECRET, '?signature_algorithm=sha256&secure=true'),
    line('111', SECRET, '/secure.example.com?secure=true'),
  ])('takes the line %s', (text) => {
    expect(parse(text)).toStrictEqual({ calling: credential, all: [credential], problems: [] });
  });

  it.each([
    'se%2Fcret',
    'a/b',
    'a:b',
    'a?b',
    'a<b>',
    '<a>b',
    'CLOUDINARY_URL=x',
    '**a**',
    'a<b',
    '<ab',
    'ab>',
    'a*',
    '*a',
  ])('takes the secret %s as it is', (secret) => {
    expect(parse(line('111', secret)).calling.apiSecret).toBe(secret);
  });

  it.each(['1<2>', '<1>2'])('takes the key %s as it is', (key) => {
    expect(parse(line(key)).calling.apiKey).toBe(key);
  });

  it.each([
    ['', 'https://api-eu.cloudinary.com'],
    ['?upload_prefix=https%3A%2F%2Fapi-eu.cloudinary.com', 'https://api-eu.cloudinary.com'],
    ['?upload_prefix=https%3A%2F%2Fapi-eu.cloudinary.com/', 'https://api-eu.cloudinary.com'],
    ['?upload_prefix=https%3A%2F%2Fapi-eu.cloudinary.com', undefined],
  ])('takes the options %j where the configured API is %s', (options, origin) => {
    expect(parse(line('111', SECRET, options), origin).problems).toEqual([]);
  });

  it('skips bad lines and names each by its number, with what to do', () => {
    const text = [
      'cloudinary://111@demo',
      `# comment`,
      `cloudinary://<your_api_key>:${SECRET}@demo`,
      'cloudinary://111:<your_api_secret>@demo',
      'cloudinary://111:**********@demo',
      `cloudinary://111:${SECRET}@Demo`,
      line('111', SECRET, '?upload_prefix=https://other.example.com'),
      line(),
    ].join('\n');
    const { all, problems } = parse(text, 'https://api.cloudinary.com');
    expect(all).toHaveLength(1);
    expect(problems).toEqual([
      'line 1 is not of the form cloudinary://<api_key>:<api_secret>@<cloud_name>',
      'line 3 holds a placeholder: put in the real key and secret',
      'line 4 holds a placeholder: put in the real key and secret',
      'line 5 holds a placeholder: put in the real key and secret',
      'line 6 names another cloud than "demo": cloud names are case-sensitive',
      'line 7 names an upload_prefix other than https://api.cloudinary.com: set "apiOrigin" of the cloud in the configuration',
    ]);
  });

  it.each([
    `https://111:${SECRET}@demo`,
    `cloudinary://:${SECRET}@demo`,
    'cloudinary://111:@demo',
    `cloudinary://111:${SECRET}@`,
    `x ${line()}`,
    `cloudinary://111:a@b@demo`,
    `cloudinary://111:${SECRET}@demo@x`,
    `cloudinary://1/1:${SECRET}@demo`,
  ])('refuses the line %s', (text) => {
    expect(failureOf(text)).toMatchObject({ code: 'credentials-unavailable', retryable: true });
  });

  // The whole message: it never repeats a line, which holds a secret.
  it('says what is wrong with every line if none is usable, and what a valid one looks like', () => {
    expect(failureOf(`nonsense\n\ncloudinary://1:${SECRET}@other`).message).toBe(
      'No usable credential for demo: line 1 is not of the form cloudinary://<api_key>:<api_secret>@<cloud_name>; ' +
        'line 3 names another cloud than "demo": cloud names are case-sensitive. ' +
        'Put one line cloudinary://<api_key>:<api_secret>@demo into the parameter.',
    );
  });

  it.each(['', ' \n\t\n', '# nothing here'])('says that %j is empty', (text) => {
    expect(failureOf(text).message).toContain('for demo: it is empty. Put one line');
  });
});
