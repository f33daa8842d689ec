import { ApiError } from '../http/api-error.ts';

/** One comparison of a search expression. */
export interface Term {
  field: string;
  operator: ':' | '=' | '>' | '<' | '>=' | '<=';
  value: string;
}

const TERM = /^\s*([\w.]+)\s*(>=|<=|[:=<>])\s*("(?:[^"\\]|\\.)*"|[^\s()]+)\s*(?:AND(?=\s)|$)/i;

function isOperator(text: string): text is Term['operator'] {
  return [':', '=', '>', '<', '>=', '<='].includes(text);
}

/** Parses comparisons joined by AND, the part of the grammar that is simulated; throws a 400 for the rest. */
export function parseExpression(expression: string): Term[] {
  const terms: Term[] = [];
  let rest = expression.trim();
  while (rest !== '') {
    const match = TERM.exec(rest);
    const [whole, field, operator, value] = match ?? [];
    if (
      whole === undefined ||
      field === undefined ||
      operator === undefined ||
      value === undefined ||
      !isOperator(operator)
    ) {
      throw new ApiError(400, `Not simulated in a search expression: ${rest}`);
    }
    const plain = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value.replace(/\\(.)/g, '$1');
    terms.push({ field, operator, value: plain });
    rest = rest.slice(whole.length).trim();
  }
  return terms;
}
