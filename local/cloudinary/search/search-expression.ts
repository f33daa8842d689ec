import { ApiError } from '../http/reply.ts';

const OPERATORS = [':', '=', '>', '<', '>=', '<='] as const;

/** How a search expression compares. */
export type Operator = (typeof OPERATORS)[number];

/** One comparison of a search expression. */
export interface Term {
  field: string;
  operator: Operator;
  value: string;
}

const TERM =
  /^\s*(?<field>[\w.]+)\s*(?<sign>>=|<=|[:=<>])\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<bare>[^\s()]+))\s*(?:AND(?=\s)|$)/i;

/** Parses comparisons joined by AND, the part of the grammar that is simulated; throws a 400 for the rest. */
export function parseExpression(expression: string): Term[] {
  const terms: Term[] = [];
  let rest = expression.trim();
  while (rest !== '') {
    const match = TERM.exec(rest);
    const { field, sign, quoted, bare = '' } = match?.groups ?? {};
    const operator = OPERATORS.find((known) => known === sign);
    if (!match || !field || !operator) throw new ApiError(400, `Not simulated in a search expression: ${rest}`);
    terms.push({ field, operator, value: (quoted ?? bare).replace(/\\(.)/g, '$1') });
    rest = rest.slice(match[0].length).trim();
  }
  return terms;
}
