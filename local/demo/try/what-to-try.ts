import type { TableStyle } from '../report/revision-table.ts';

/** A command for another terminal, and what it shows. */
interface Suggestion {
  readonly why: string;
  readonly command: string;
}

const SUGGESTIONS: readonly Suggestion[] = [
  {
    why: 'Upload something, with the official SDK; any file of yours will do',
    command: `node -e "require('cloudinary').v2.uploader.upload('package.json', { resource_type: 'raw', public_id: 'try/package.json' }).then(console.log)"`,
  },
  { why: 'What the bucket holds', command: 'node local/demo/try/list-bucket.ts' },
  { why: 'What the journal tells', command: 'node local/demo/try/list-journal.ts' },
  {
    why: 'Forge a webhook: 401, nothing is queued',
    command: `node -e "fetch(process.env.WEBHOOK_URL, { method: 'POST', headers: { 'X-Cld-Timestamp': Math.floor(Date.now() / 1000), 'X-Cld-Signature': 'a'.repeat(40) }, body: '{}' }).then(async (answer) => console.log(answer.status, await answer.text()))"`,
  },
  {
    why: 'Delete at Cloudinary, then list the bucket again: it keeps everything',
    command: `node -e "require('cloudinary').v2.uploader.destroy('try/package.json', { resource_type: 'raw' }).then(console.log)"`,
  },
  {
    why: 'Compare the whole library with the bucket, and have copied what is missing',
    command: 'npm run cli -- backup --yes',
  },
  { why: 'Read every object back, and hash it', command: 'npm run cli -- verify --read-data 100%' },
  { why: 'How things are', command: 'npm run cli -- status' },
];

/** Where everything is, and commands to copy. */
export function whatToTry(
  endpoints: Readonly<Record<string, string>>,
  environmentFile: string,
  style: TableStyle['style'],
): string {
  const places = [
    ['API endpoint', endpoints['API_ENDPOINT']],
    ['Simulated Cloudinary', endpoints['CLOUDINARY_ORIGIN']],
    ['S3, and all of AWS', endpoints['AWS_ENDPOINT_URL']],
    ['Bucket', endpoints['BUCKET']],
    ['Certificate', endpoints['NODE_EXTRA_CA_CERTS']],
  ];
  return [
    style('bold', 'Everything is still running'),
    '',
    ...places.map(([name = '', place]) => `  ${style('dim', name.padEnd(20))}  ${place}`),
    '',
    style('bold', 'What to try, in another terminal, in this folder'),
    '',
    `  ${style('dim', '# First, once: where everything is, as environment variables')}`,
    `  . ${environmentFile}`,
    ...SUGGESTIONS.flatMap(({ why, command }) => ['', `  ${style('dim', `# ${why}`)}`, `  ${command}`]),
    '',
    "You are root of this cloud, whom no policy binds; on AWS the bucket's policy binds everybody.",
    'Ctrl-C ends everything and leaves nothing behind.',
  ].join('\n');
}
