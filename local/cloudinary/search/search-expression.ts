import { ApiError } from '../http/reply.ts';

/** How a search expression compares. */
export type Operator = ':' | '=' | '>' | '<' | '>=' | '<=';

/** One comparison. Without a field, its text may stand in any text of an asset. */
export interface Term {
  field: string | undefined;
  operator: Operator;
  text: string;
  /** The text ended in `*`: whatever begins with it fits. */
  isPrefix: boolean;
}

/** A search expression, parsed. */
export type Expression =
  | { kind: 'and' | 'or'; of: readonly Expression[] }
  | { kind: 'not'; of: Expression }
  | { kind: 'term'; term: Term };

type Scope = Pick<Term, 'field' | 'operator'>;

// A quoted value, a comparison, a bracket, or a bare word, whose reserved characters are escaped.
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|>=|<=|&&|\|\||[:=<>()[\]{}!]|(?:\\.|[^\s()[\]{}":=<>\\&|!^~?])+)/suy;
const OPERATORS: readonly string[] = [':', '=', '>', '<', '>=', '<='] satisfies Operator[];
const UNBOUNDED = '*';

function refused(what: string): ApiError {
  return new ApiError(400, `Not simulated in a search expression: ${what}`);
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  const end = expression.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) throw refused(expression.slice(from).trim());
    tokens.push(token);
  }
  return tokens;
}

function isOperator(token: string | undefined): token is Operator {
  return token !== undefined && OPERATORS.includes(token);
}

function isWord(token: string | undefined): token is string {
  return token !== undefined && !/^([()[\]{}!:=<>]|[<>]=|&&|\|\||AND|OR|NOT)$/.test(token);
}

/** The text of a quoted value or a word: its backslashes escape, and a `*` that is not escaped may only end it. */
function termOf(scope: Scope, token: string): Expression {
  const written = token.startsWith('"') ? token.slice(1, -1) : token;
  const [, body = '', star = ''] = /^((?:\\.|[^\\*])*)(\*?)$/su.exec(written) ?? [];
  if (body + star !== written) throw refused(`a wildcard within ${token}`);
  const text = body.replace(/\\(.)/gsu, '$1');
  return { kind: 'term', term: { ...scope, text, isPrefix: star !== '' } };
}

/** Each takes a step of the stack. */
const MOST_NESTED = 500;

/**
 * Parses a search expression (https://cloudinary.com/documentation/search_expressions): comparisons, groups of values
 * `tags:(a OR b)`, ranges `[a TO b]` and `{a TO b}`, words, and `AND`, `OR`, `NOT`, `-` and parentheses around them.
 * Throws a 400 for anything else.
 */
export function parseExpression(expression: string): Expression {
  const tokens = tokensOf(expression);
  if (tokens.filter((token) => /^(?:\(|NOT$|!$|-)/.test(token)).length > MOST_NESTED) {
    throw refused(`more than ${MOST_NESTED} parentheses and negations`);
  }

  const expected = (token: string): void => {
    if (tokens[0] !== token) throw refused(tokens.length > 0 ? tokens.join(' ') : `an end without ${token}`);
    tokens.shift();
  };

  const word = (): string => {
    const [token] = tokens;
    if (!isWord(token)) throw refused(tokens.length > 0 ? tokens.join(' ') : 'an end without a value');
    tokens.shift();
    return token;
  };

  const joined = (kind: 'and' | 'or', joints: readonly string[], part: () => Expression): Expression => {
    const of = [part()];
    while (joints.includes(tokens[0] ?? '')) {
      tokens.shift();
      of.push(part());
    }
    const [only] = of;
    return of.length === 1 && only ? only : { kind, of };
  };

  const any = (scope?: Scope): Expression => joined('or', ['OR', '||'], () => all(scope));
  const all = (scope?: Scope): Expression => joined('and', ['AND', '&&'], () => negatable(scope));

  const negatable = (scope?: Scope): Expression => {
    const token = tokens[0] ?? '';
    if (token === 'NOT' || token === '!' || token === '-') tokens.shift();
    else if (token.startsWith('-')) tokens[0] = token.slice(1);
    else return primary(scope);
    return { kind: 'not', of: negatable(scope) };
  };

  const primary = (scope?: Scope): Expression => {
    if (tokens[0] === '(') {
      tokens.shift();
      const group = any(scope);
      expected(')');
      return group;
    }
    const token = word();
    const [operator] = tokens;
    if (scope) return termOf(scope, token);
    if (!isOperator(operator)) return termOf({ field: undefined, operator: ':' }, token);
    tokens.shift();
    const field = token.replace(/\\(.)/gsu, '$1');
    if (tokens[0] === '[' || tokens[0] === '{') return range(field);
    return tokens[0] === '(' ? primary({ field, operator }) : termOf({ field, operator }, word());
  };

  const range = (field: string): Expression => {
    const from: Operator = tokens.shift() === '[' ? '>=' : '>';
    const low = word();
    expected('TO');
    const high = word();
    const to: Operator = tokens[0] === ']' ? '<=' : '<';
    if (to === '<') expected('}');
    else expected(']');
    const bounds = [
      { operator: from, token: low },
      { operator: to, token: high },
    ].filter(({ token }) => token !== UNBOUNDED);
    return { kind: 'and', of: bounds.map(({ operator, token }) => termOf({ field, operator }, token)) };
  };

  if (tokens.length === 0) return { kind: 'and', of: [] };
  const parsed = any();
  if (tokens.length > 0) throw refused(tokens.join(' '));
  return parsed;
}

/** The fields that an expression names. */
export function fieldsIn(expression: Expression): readonly (string | undefined)[] {
  if (expression.kind === 'term') return [expression.term.field];
  return (expression.kind === 'not' ? [expression.of] : expression.of).flatMap(fieldsIn);
}

/** What an expression selects, given what each of its terms selects. */
export function selector<Item>(
  expression: Expression,
  ofTerm: (term: Term) => (item: Item) => boolean,
): (item: Item) => boolean {
  if (expression.kind === 'term') return ofTerm(expression.term);
  if (expression.kind === 'not') {
    const excluded = selector(expression.of, ofTerm);
    return (item) => !excluded(item);
  }
  const parts = expression.of.map((part) => selector(part, ofTerm));
  return expression.kind === 'and'
    ? (item) => parts.every((part) => part(item))
    : (item) => parts.some((part) => part(item));
}
