/** One asset of the soak. */
export interface Slot {
  readonly index: number;
  /** The part of its identity that never changes. */
  readonly kind: { resource_type: 'image' | 'video' | 'raw'; type: 'upload' | 'private' | 'authenticated' };
  /** `undefined` while the asset does not exist. */
  publicId: string | undefined;
  /** How often its public_id has changed. */
  renames: number;
}

const RESOURCE_TYPES = ['image', 'image', 'video', 'raw'] as const;
const TYPES = ['upload', 'upload', 'private', 'authenticated', 'upload'] as const;

/** The assets of a soak. Actions on one asset run one after another, so that its final state is known. */
export function assetSlots(count: number) {
  const slots = Array.from(
    { length: count },
    (_, index): Slot => ({
      index,
      kind: {
        resource_type: RESOURCE_TYPES[index % RESOURCE_TYPES.length] ?? 'image',
        type: TYPES[index % TYPES.length] ?? 'upload',
      },
      publicId: undefined,
      renames: 0,
    }),
  );
  const turns = slots.map(() => Promise.resolve());
  return {
    slot(index: number): Slot {
      const slot = slots[index];
      if (slot === undefined) throw new Error(`No asset ${index}`);
      return slot;
    },

    /** Runs an action when all earlier ones for these assets have ended. */
    withTurn(indexes: readonly number[], action: () => Promise<void>): Promise<void> {
      const turn = Promise.allSettled(indexes.map((index) => turns[index])).then(action);
      for (const index of indexes) turns[index] = turn.catch(() => {});
      return turn;
    },
  };
}

/** A public_id that no asset of the soak has had yet. */
export function freshId({ index, renames, kind }: Slot): string {
  const folder = ['', 'a b/', 'ü/', 'x+y,z/'][index % 4] ?? '';
  return `${folder}asset ${index}${renames === 0 ? '' : `/${renames}`}${kind.resource_type === 'raw' ? '.csv' : ''}`;
}
