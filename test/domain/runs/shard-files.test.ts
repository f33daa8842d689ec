import { describe, expect, it } from 'vitest';
import { SHARD_FILE_SCHEMA } from '../../../shared/domain/runs/shard-files.ts';

const file = { shard: 3, number: 0, rows: 100_000, bytes: 5_000_000, md5: 'd41d8cd98f00b204e9800998ecf8427e' };

describe('SHARD_FILE_SCHEMA', () => {
  it('takes a file as manifests name it, and nothing that lacks one of its members', () => {
    expect(SHARD_FILE_SCHEMA.parse(file)).toEqual(file);
    for (const name of Object.keys(file)) {
      expect(SHARD_FILE_SCHEMA.safeParse({ ...file, [name]: undefined }).success).toBe(false);
    }
    expect(SHARD_FILE_SCHEMA.safeParse({ ...file, rows: 1.5 }).success).toBe(false);
  });
});
