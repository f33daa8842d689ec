import { v2 as cloudinary } from 'cloudinary';
import { expect, it } from 'vitest';
import { fetchBytes, forEachTest, startLibrary } from './simulated-library.ts';

const library = forEachTest(() => startLibrary());

// Raw calls: the SDK would refuse some of these itself, or open them as a local file.
async function refusal(endpoint: string, given: Record<string, string>) {
  const { api_key, api_secret } = library.credentials;
  const { file, ...covered } = { file: 'data:;base64,eA==', timestamp: `${Math.floor(Date.now() / 1000)}`, ...given };
  const signature = cloudinary.utils.api_sign_request(covered, api_secret);
  const query = new URLSearchParams({ ...(endpoint === 'upload' && { file }), ...covered, signature, api_key });
  const url = `${library.origin}/v1_1/demo/image/${endpoint}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, text } = await fetchBytes(url, { method: 'POST', headers }, query.toString());
  return { status, ...JSON.parse(text) };
}

it.each([
  [{ file: 'https://127.0.0.1:1/%zz.jpg' }, 'Malformed percent-encoding in %zz.jpg'],
  [{ file: 'https://[' }, 'Error in loading https://[ - Invalid URL'],
  [{ file: 's3://bucket/key' }, 'Not simulated: remote file s3://bucket/key'],
  [{ file: 'ftp://127.0.0.1/a.jpg' }, 'Not simulated: remote file ftp://127.0.0.1/a.jpg'],
  [{ file: 'a.jpg' }, 'Invalid file parameter'],
  [{ overwrite: 'maybe' }, 'Invalid value maybe for parameter overwrite'],
  [{ async: 'yes' }, 'Invalid value yes for parameter async'],
  [{ access_mode: 'open' }, 'Invalid value open for parameter access_mode'],
  [{ access_control: '[{"access_type":"open"}]' }, 'Invalid value for parameter access_control'],
  [{ access_control: '[{"access_type":"token","start":{}}]' }, 'Invalid value for parameter access_control'],
  [{ custom_coordinates: '1,,2,3' }, 'Invalid coordinates 1,,2,3'],
  [{ format: '../x' }, 'Invalid value ../x for parameter image_file_type'],
  [{ moderation: 'aws_rek' }, 'Not simulated: moderation aws_rek'],
  [{ timestamp: '-99999999999999' }, 'Invalid value for parameter timestamp'],
  // Longer than the headers that a client takes.
  [{ public_id: 'x'.repeat(20_000) }, `public_id (${'x'.repeat(20_000)}) is invalid`],
])('an upload with %.60j', async (given, message) => {
  expect(await refusal('upload', given)).toEqual({ status: 400, error: { message } });
});

it.each(['tags', 'context'])('a command for %s that does not exist', async (endpoint) => {
  const message = 'Unknown command toString';
  expect(await refusal(endpoint, { command: 'toString', public_ids: 'a' })).toEqual({
    status: 400,
    error: { message },
  });
});
