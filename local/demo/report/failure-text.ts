import type { DemoOptions } from '../demo-options.ts';
import type { TableStyle } from './revision-table.ts';

/** What failed, and what to do about it. */
export function failureText(
  message: string,
  { verbose }: Pick<DemoOptions, 'verbose'>,
  style: TableStyle['style'],
): string {
  const advice = [
    'Nothing is left running.',
    ...(/could not be installed/.test(message) ? ['Is PyPI within reach of this machine? Then run it again.'] : []),
    ...(/^cdk /.test(message) && !verbose ? ['To see every line that cdk prints: npm start -- --verbose'] : []),
  ];
  return [
    `  ${style('red', 'FAILED')}`,
    '',
    ...message.split('\n').map((line) => `  ${line}`),
    '',
    ...advice.map((line) => `  ${line}`),
  ].join('\n');
}
