import type { TableStyle } from '../report/revision-table.ts';

/** A command for another terminal, and what it shows. */
interface Suggestion {
  readonly why: string;
  readonly command: string;
}

const SUGGESTIONS: readonly Suggestion[] = [
  {
    why: 'Upload a file with the official SDK: this one, or one of yours',
    command: 'node local/demo/try/upload-file.ts package.json',
  },
  { why: 'List what the bucket holds', command: 'node local/demo/try/list-bucket.ts' },
  { why: 'Read the journal; with --json, all that it records', command: 'node local/demo/try/list-journal.ts' },
  {
    why: 'Forge a webhook: it is refused with 401, and nothing is queued',
    command: 'node local/demo/try/forge-webhook.ts',
  },
  {
    why: 'Delete at Cloudinary, then list the bucket again: it keeps everything',
    command: 'node local/demo/try/delete-asset.ts try/package.json',
  },
  {
    why: 'Compare the whole library with the bucket, and queue whatever is missing',
    command: './cloudinary-backup backup --yes',
  },
  { why: 'Read every object back and hash it', command: './cloudinary-backup verify --read-data 100%' },
  { why: 'See the state of the backup', command: './cloudinary-backup status' },
];

/** Where everything is, and commands to copy. */
export function whatToTry(
  endpoints: Readonly<Record<string, string>>,
  environmentFile: string,
  style: TableStyle['style'],
): string {
  const places = [
    ['API', endpoints['API_ENDPOINT']],
    ['Cloudinary', endpoints['CLOUDINARY_ORIGIN']],
    ['AWS', endpoints['AWS_ENDPOINT_URL']],
    ['Bucket', endpoints['BUCKET']],
    ['Certificate', endpoints['NODE_EXTRA_CA_CERTS']],
  ];
  return [
    style('bold', 'Everything is still running'),
    '',
    ...places.map(([name = '', place]) => `  ${style('dim', name.padEnd(11))}  ${place}`),
    '',
    style('bold', 'What to try, in another terminal and in this folder'),
    '',
    `  ${style('dim', '# First, once: set environment variables that point to the local cloud')}`,
    `  . ${environmentFile}`,
    ...SUGGESTIONS.flatMap(({ why, command }) => ['', `  ${style('dim', `# ${why}`)}`, `  ${command}`]),
    '',
    'The local cloud lets you do anything, even delete backups. On AWS, the bucket',
    'policy forbids that.',
    '',
    'Ctrl-C stops everything and leaves only .cache/. Close the other terminal',
    'afterwards: it points to the local cloud.',
  ].join('\n');
}
