/** What an asset of the soak is called at the moment; `undefined` while there is none. */
export interface Slot {
  readonly index: number;
  /** What stays of its identity. */
  readonly kind: { resource_type: 'image' | 'video' | 'raw'; type: 'upload' | 'private' | 'authenticated' };
  publicId: string | undefined;
  /** How often it has got a new public_id. */
  renames: number;
}

const RESOURCE_TYPES = ['image', 'image', 'video', 'raw'] as const;
const TYPES = ['upload', 'upload', 'private', 'authenticated', 'upload'] as const;

/** The assets of a soak. What happens to one happens one after the other, so that there is one true end. */
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

    /** Runs an action when all that was queued before for these assets has ended. */
    withTurn(indexes: readonly number[], action: () => Promise<void>): Promise<void> {
      const turn = Promise.allSettled(indexes.map((index) => turns[index])).then(action);
      for (const index of indexes) turns[index] = turn.catch(() => {});
      return turn;
    },
  };
}

/** A public_id that no asset of the soak has had. */
export function freshId({ index, renames, kind }: Slot): string {
  const folder = ['', 'a b/', 'ü/', 'x+y,z/'][index % 4] ?? '';
  return `${folder}asset ${index}${renames === 0 ? '' : `/${renames}`}${kind.resource_type === 'raw' ? '.csv' : ''}`;
}
