/** A number as the tables show it: with separators, and no more digits than say something. */
export function numberText(value: number): string {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 1 ? 2 : 4;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** Dollars with cents. */
export function dollarText(dollars: number): string {
  return dollars > 0 && dollars < 0.005
    ? 'less than $0.01'
    : `$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
