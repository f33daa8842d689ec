import type { TableStyle } from './revision-table.ts';

/** What an error says. Cloudinary's SDK rejects with plain objects. */
export function failureMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('message' in error) return String(error.message);
  if ('error' in error) return failureMessage(error.error);
  return 'an error that says nothing';
}

/** What failed, and what to do about it. */
export function failureText(
  message: string,
  { verbose }: { readonly verbose: boolean },
  style: TableStyle['style'],
): string {
  const advice = [
    'Nothing is left running.',
    ...(/could not be installed/.test(message) ? ['Is PyPI within reach of this machine? Then run it again.'] : []),
    ...(/^cdk /.test(message) && !verbose ? ['To see every line that cdk prints: npm start -- --verbose'] : []),
  ];
  const lines = [...message.split('\n'), '', ...advice].map((line) => line && `  ${line}`);
  return [`  ${style('red', 'FAILED')}`, '', ...lines].join('\n');
}
