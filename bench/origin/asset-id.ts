/** A public_id that says which bytes the benchmark's origin serves under it. */
export function formatAssetId(index: number, bytes: number): string {
  return `bench/${index}-${bytes}`;
}

/** Index and length of the asset that a public_id made by {@link formatAssetId} names. */
export function parseAssetId(publicId: string): { index: number; bytes: number } | undefined {
  const [, index, bytes] = /^bench\/(\d+)-(\d+)$/.exec(publicId) ?? [];
  return index === undefined || bytes === undefined ? undefined : { index: Number(index), bytes: Number(bytes) };
}
