/** Tells whoever watches what is being measured. On stderr, for stdout belongs to the figures. */
export function progress(line: string): void {
  process.stderr.write(`  ${line}\n`);
}
