import { describe, expect, it } from 'vitest';
import { parseCredentials } from '../../../shared/domain/cloudinary/credentials.ts';
import { PipelineError } from '../../../shared/domain/errors.ts';

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

describe('parseCredentials', () => {
  it('reads one line', () => {
    const credential = { apiKey: '111', apiSecret: SECRET };
    expect(parseCredentials(line(), 'demo')).toStrictEqual({ calling: credential, all: [credential], problems: [] });
  });

  it('calls with the first of several lines and verifies with all, over empty lines, comments and Windows ends', () => {
    const text = `# for calls\r\n\r\n${line('1', 'one')}\r\n   \n# signs\n  ${line('2', 'two')}  \n`;
    const { calling, all, problems } = parseCredentials(text, 'demo');
    expect(calling).toEqual({ apiKey: '1', apiSecret: 'one' });
    expect(all.map(({ apiSecret }) => apiSecret)).toEqual(['one', 'two']);
    expect(problems).toEqual([]);
  });

  it.each([
    ['the name of the variable', `CLOUDINARY_URL=${line()}`],
    ['an export of the variable', `export   CLOUDINARY_URL=${line()}`],
    ['a private CDN', line('111', SECRET, '/secure.example.com')],
    ['options', line('111', SECRET, '?signature_algorithm=sha256&secure=true')],
    ['a private CDN and options', line('111', SECRET, '/secure.example.com?secure=true')],
  ])('takes a line with %s', (_, text) => {
    expect(parseCredentials(text, 'demo').calling).toEqual({ apiKey: '111', apiSecret: SECRET });
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
    expect(parseCredentials(line('111', secret), 'demo').calling.apiSecret).toBe(secret);
  });

  it.each(['1<2>', '<1>2'])('takes the key %s as it is', (key) => {
    expect(parseCredentials(line(key), 'demo').calling.apiKey).toBe(key);
  });

  it('takes an upload_prefix that is the configured API, with or without a slash at its end', () => {
    const origin = 'https://api-eu.cloudinary.com';
    const prefixed = (slash: string) => line('111', SECRET, `?upload_prefix=${encodeURIComponent(origin)}${slash}`);
    expect(parseCredentials(prefixed(''), 'demo', origin).problems).toEqual([]);
    expect(parseCredentials(prefixed('/'), 'demo', origin).problems).toEqual([]);
    expect(parseCredentials(prefixed(''), 'demo').problems).toEqual([]);
    expect(parseCredentials(line(), 'demo', origin).problems).toEqual([]);
  });

  it('passes bad lines over and names each by its number, with what to do', () => {
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
    const { all, problems } = parseCredentials(text, 'demo', 'https://api.cloudinary.com');
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
    ['another scheme', `https://111:${SECRET}@demo`],
    ['no key', `cloudinary://:${SECRET}@demo`],
    ['no secret', 'cloudinary://111:@demo'],
    ['no cloud', `cloudinary://111:${SECRET}@`],
    ['text before', `x ${line()}`],
    ['a second @', `cloudinary://111:a@b@demo`],
    ['something after the cloud', `cloudinary://111:${SECRET}@demo@x`],
    ['a slash in the key', `cloudinary://1/1:${SECRET}@demo`],
  ])('refuses %s', (_, text) => {
    expect(failureOf(text)).toMatchObject({ code: 'credentials-unavailable', retryable: true });
  });

  it('says what is wrong with every line when none is usable, and how one looks', () => {
    expect(failureOf(`nonsense\n\ncloudinary://1:${SECRET}@other`).message).toBe(
      'No usable credential for demo: line 1 is not of the form cloudinary://<api_key>:<api_secret>@<cloud_name>; ' +
        'line 3 names another cloud than "demo": cloud names are case-sensitive. ' +
        'Put one line cloudinary://<api_key>:<api_secret>@demo into the parameter.',
    );
  });

  it.each(['', ' \n\t\n', '# nothing here'])('says that %j is empty', (text) => {
    expect(failureOf(text).message).toContain('for demo: it is empty. Put one line');
  });

  it('never repeats a line, which holds a secret', () => {
    const bad = [`x${line()}`, `cloudinary://111:${SECRET}@other`, line('111', SECRET, '?upload_prefix=http://x')];
    const { message } = failureOf(bad.join('\n'), 'https://api.cloudinary.com');
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain('111');
  });
});
