import { ApiError } from '../http/reply.ts';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function variable(data: unknown, path: string): unknown {
  let found = data;
  for (const name of path.split('.')) found = isObject(found) ? found[name] : undefined;
  return found;
}

function contains(values: unknown, wanted: unknown): boolean {
  return typeof values === 'string'
    ? values.includes(String(wanted))
    : Array.isArray(values) && values.includes(wanted);
}

const OPERATORS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  '==': (a, b) => a === b,
  '===': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '!==': (a, b) => a !== b,
  '<': (a, b) => Number(a) < Number(b),
  '<=': (a, b) => Number(a) <= Number(b),
  '>': (a, b) => Number(a) > Number(b),
  '>=': (a, b) => Number(a) >= Number(b),
  '!': (a) => !a,
  and: (...values) => values.every(Boolean),
  or: (...values) => values.some(Boolean),
  in: (wanted, values) => contains(values, wanted),
};

/** The value of a JsonLogic expression (https://jsonlogic.com/operations.html). Throws a 400 for an operator that is not simulated. */
export function evaluateFilter(filter: unknown, data: unknown): unknown {
  if (Array.isArray(filter)) return filter.map((part) => evaluateFilter(part, data));
  if (!isObject(filter)) return filter;
  const [entry] = Object.entries(filter);
  if (!entry) return true;
  const [name, operands] = entry;
  if (name === 'var') return variable(data, String(operands));
  const operator = OPERATORS[name];
  if (!operator) throw new ApiError(400, `Not simulated: operator ${name} in a filter`);
  const values: unknown[] = Array.isArray(operands) ? operands : [operands];
  return operator(...values.map((operand) => evaluateFilter(operand, data)));
}
