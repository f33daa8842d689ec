/**
 * The name of a cloud as part of an output's name, which takes letters and digits only. Injective: `-`, `_` and the
 * escape letter `Z` itself become `Z` and two hex digits, so that `a-b` and `a_b` do not end as one.
 */
export function outputName(prefix: string, cloud: string): string {
  return prefix + cloud.replaceAll(/[^A-Ya-z0-9]/g, (letter) => `Z${letter.charCodeAt(0).toString(16)}`);
}
