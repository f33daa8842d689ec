/** `12/s`; nothing where it is not known. What is slower than ten a second keeps a digit behind the point. */
export function rateText(perSecond: number | undefined, text: (amount: number) => string): readonly string[] {
  if (perSecond === undefined) return [];
  return [`${text(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond))}/s`];
}
