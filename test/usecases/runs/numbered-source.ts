import { shardOf } from '../../../shared/domain/runs/shards.ts';
import type { SpoolLine, SpoolPage, SpoolSource } from '../../../shared/usecases/runs/spool-source.ts';

/** Items in the order of their numbers, page by page. A position is the number of the last item read. */
export class NumberedSource implements SpoolSource {
  items: readonly number[];
  readonly shards: number;
  readonly pageSize: number;
  /** The positions that were read, in order. */
  readonly reads: string[] = [];
  /** Asked before each read: what it returns is thrown. */
  before: (position: string) => Error | undefined = () => undefined;

  constructor(items: readonly number[], shards: number, pageSize: number) {
    this.items = items;
    this.shards = shards;
    this.pageSize = pageSize;
  }

  /** Every third item gives two lines, every seventh none. */
  linesOf(item: number): readonly SpoolLine[] {
    const shard = shardOf(String(item), this.shards);
    if (item % 7 === 0) return [];
    return (item % 3 === 0 ? ['a', 'b'] : ['a']).map((name) => ({ shard, text: `${item}${name}` }));
  }

  /** What all items give for a shard. */
  linesIn(shard: number, items = this.items): readonly string[] {
    return items.flatMap((item) => this.linesOf(item).flatMap((line) => (line.shard === shard ? [line.text] : [])));
  }

  async read(position: string): Promise<SpoolPage> {
    const failure = this.before(position);
    if (failure !== undefined) throw failure;
    this.reads.push(position);
    const after = this.items.filter((item) => position === 'start' || item > Number(position));
    const page = after.slice(0, this.pageSize);
    return {
      lines: page.flatMap((item) => this.linesOf(item)),
      next: String(page.at(-1) ?? position),
      last: after.length <= this.pageSize,
      counts: { items: page.length, sum: page.reduce((sum, item) => sum + item, 0) },
    };
  }
}
