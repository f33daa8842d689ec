import { describe, expect, it } from 'vitest';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { revisionEntry } from '#shared/domain/jobs/revision-entry.ts';

const job: RevisionJob = {
  v: 1,
  job: 'revision',
  cloud: 'demo',
  at: '2026-11-20T09:15:32.418220Z',
  triggered_by: { source: 'api', id: '412233445566778' },
  asset: { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: 'a3c1' },
  revision: { version: 1795166132, version_id: '7be4', format: 'jpg', bytes: 734003, etag: '3c6e' },
  details: { tags: ['autumn'], display_name: 'A' },
};
const stored = { key: 'pipeline/res/x', sha256: 'ff', verified: 'md5', source: 'download' } as const;

/** What every entry of the job holds. */
const always = {
  kind: 'revision',
  id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  at: job.at,
  cloud: 'demo',
  ...job.asset,
  ...job.revision,
  ...job.details,
};

describe('revisionEntry', () => {
  const { triggered_by, ...bare } = job;

  it('holds the event, the asset, the revision, its details and its outcome', () => {
    const entry = revisionEntry(job, 'stored', { stored });
    expect(entry).toStrictEqual({ ...always, triggered_by, outcome: 'stored', ...stored });
  });

  it('says why a revision is lost, with the proof', () => {
    const findings = { reason: 'deleted', proof: { found: 'gone' } } as const;
    expect(revisionEntry(job, 'lost', findings)).toMatchObject({ outcome: 'lost', ...findings });
  });

  it('has no field for what is not known', () => {
    expect(revisionEntry(bare, 'excluded')).toStrictEqual({ ...always, outcome: 'excluded' });
  });

  it('has what Cloudinary added when asked, without becoming another event', () => {
    const { etag: _, ...withoutEtag } = job.revision;
    const bare = { ...job, revision: withoutEtag };
    const entry = revisionEntry(bare, 'stored', { stored, revision: { ...withoutEtag, etag: 'late' } });
    expect(entry.etag).toBe('late');
    expect(entry.id).toBe(revisionEntry(bare, 'lost').id);
  });

  it('names the run that asked for it', () => {
    expect(revisionEntry(job, 'stored')).not.toHaveProperty('origin');
    expect(revisionEntry({ ...job, origin: 'inventory' }, 'stored')).toMatchObject({ origin: 'inventory' });
    expect(revisionEntry({ ...job, origin: 'verify', damaged: true }, 'stored')).not.toHaveProperty('damaged');
  });

  describe('its id', () => {
    const idOf = (changed: Partial<RevisionJob>) => revisionEntry({ ...job, ...changed }, 'stored').id;
    const original = idOf({});

    it('is the same for every attempt, whatever its outcome', () => {
      expect(revisionEntry(job, 'lost', { reason: 'x' }).id).toBe(original);
      expect(idOf({ details: {} })).toBe(original);
      expect(idOf({ triggered_by: { id: 'other' } })).toBe(original);
      expect(idOf({ origin: 'inventory' })).toBe(original);
    });

    it('is the same for an asset that has been renamed meanwhile, because its asset_id is', () => {
      expect(idOf({ asset: { ...job.asset, public_id: 'b' } })).toBe(original);
    });

    it('differs with the time, the asset and the revision', () => {
      const { asset_id: _, ...nameless } = job.asset;
      const ids = [
        original,
        idOf({ at: '2026-11-20T09:15:33.418220Z' }),
        idOf({ asset: { ...job.asset, asset_id: 'b' } }),
        idOf({ asset: nameless }),
        idOf({ asset: { ...nameless, public_id: 'b' } }),
        idOf({ revision: { ...job.revision, version: 1 } }),
        idOf({ revision: { ...job.revision, version_id: 'x' } }),
        idOf({ revision: { ...job.revision, etag: 'x' } }),
        idOf({ origin: 'verify' }),
      ];
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
});
