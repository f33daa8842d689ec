import type { TableStyle } from './revision-table.ts';

/** What failed, and what to do about it. */
export function failureText(
  message: string,
  { verbose }: { readonly verbose: boolean },
  style: TableStyle['style'],
): string {
  const advice = [
    'Nothing is left running.',
    ...(/could not be installed/.test(message)
      ? ['Check that this machine can reach PyPI (https://pypi.org), and run it again.']
      : []),
    ...(/^cdk /.test(message) && !verbose ? ['To see every line that cdk prints, run: npm start -- --verbose'] : []),
  ];
  const lines = [...message.split('\n'), '', ...advice].map((line) => line && `  ${line}`);
  return [`  ${style('red', 'FAILED')}`, '', ...lines].join('\n');
}
