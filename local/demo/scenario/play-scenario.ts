import { setTimeout as sleep } from 'node:timers/promises';
import type { NotificationSender } from '#local/cloudinary/notifications/notification-sender.ts';
import type { Display } from '#local/display/display.ts';
import { pdfDocument } from '#local/media/pdf-document.ts';
import { type Drawing, pngImage } from '#local/media/png-image.ts';
import type { SourceFile, SourceFolder } from '#local/media/source-folder.ts';
import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import type { ObservedLibrary } from './observed-library.ts';

/** What the scenario plays on. */
export interface Stage {
  readonly library: ObservedLibrary;
  readonly sources: SourceFolder;
  /** Holds back the webhooks of the simulated Cloudinary, and releases them. */
  readonly notifications: Pick<NotificationSender, 'hold' | 'release'>;
  readonly display: Display;
  readonly signal: AbortSignal;
}

function image(public_id: string): AssetIdentity {
  return { resource_type: 'image', type: 'upload', public_id };
}

function raw(public_id: string): AssetIdentity {
  return { resource_type: 'raw', type: 'upload', public_id };
}

const POSTER = image('catalog/poster');
const SUNSET = image('catalog/sunset');
const MUG_FROM_BEHIND = image('shop/mug/1');
const PRICES = raw('exports/prices.csv');
const SCORE = image('news/score');

/** A few minutes in the life of a media library. */
export async function playScenario(stage: Stage): Promise<void> {
  for (const [heading, act] of ACTS) {
    stage.display.heading(heading);
    await act(stage);
  }
}

const ACTS: readonly (readonly [heading: string, act: (stage: Stage) => Promise<void>])[] = [
  ['Uploads, by the official Cloudinary SDK', uploadFiles],
  ['Overwrites: Cloudinary keeps the newest bytes, the bucket keeps them all', overwrite],
  ['Changes: the journal records them, and the bucket deletes nothing', change],
  ['Replaced before anyone could copy it: recorded as lost, never faked', overwriteUnnoticed],
];

function picture({ sources }: Stage, name: string, drawing: Drawing): Promise<SourceFile> {
  return sources.write(`${name}.png`, pngImage(drawing));
}

async function uploadFiles(stage: Stage): Promise<void> {
  const { library, sources } = stage;
  await library.upload(SUNSET, await sources.copy('sunset.jpg'), { tags: ['draft'] });
  await library.upload(image('catalog/fractal'), await sources.copy('fractal.jpg'));
  await library.upload(POSTER, await picture(stage, 'poster', { width: 800, height: 600, hue: 20 }));
  await library.upload({ ...image('clips/waves'), resource_type: 'video' }, await sources.copy('waves.mp4'));
  await library.upload(PRICES, await sources.write('prices.csv', 'article,EUR\nmug,12.50\nposter,29.00\n'));
  await library.upload(raw('docs/invoice 17.pdf'), await sources.write('invoice.pdf', pdfDocument('Invoice 17')));
  await library.upload(
    { ...SUNSET, type: 'authenticated' },
    await picture(stage, 'draft', { width: 320, height: 200, hue: 280 }),
  );
  // A public_id that another one begins with: in a bucket it looks like a folder.
  await library.upload(image('shop/mug'), await picture(stage, 'mug', { width: 64, height: 64, hue: 200 }));
  await library.upload(MUG_FROM_BEHIND, await picture(stage, 'behind', { width: 64, height: 48, hue: 150 }));
  const odd = await picture(stage, 'odd', { width: 40, height: 30, hue: 60 });
  await library.upload(image('odd/a b+c,d~e'), odd);
  await library.upload(image('odd/Zoë 東京'), odd);
  for (const first of [1, 5]) {
    const pictures = [first, first + 1, first + 2, first + 3].map(async (number) => ({
      asset: image(`gallery/${number}`),
      source: await picture(stage, String(number), { width: 200, height: 150, hue: number * 45 }),
    }));
    await library.uploadTogether(await Promise.all(pictures), image('gallery'));
  }
}

async function overwrite(stage: Stage): Promise<void> {
  const { library, sources } = stage;
  for (const hue of [140, 260]) {
    await nextSecond(stage);
    await library.upload(POSTER, await picture(stage, 'poster', { width: 800, height: 600, hue: hue }));
  }
  await nextSecond(stage);
  await library.upload(PRICES, await sources.write('prices.csv', 'article,EUR\nmug,13.90\nposter,29.00\n'));
}

async function change({ library }: Stage): Promise<void> {
  await library.rename(MUG_FROM_BEHIND, 'archive/mug back');
  await library.retag(SUNSET, 'homepage');
  await library.addContext(SUNSET, 'alt=Sunset');
  await library.delete(PRICES);
  await library.delete(POSTER);
}

async function overwriteUnnoticed(stage: Stage): Promise<void> {
  const { library, notifications } = stage;
  notifications.hold();
  await library.upload(SCORE, await picture(stage, 'score', { width: 120, height: 40, hue: 0 }), {
    unnoticed: { mayBeLost: true },
  });
  await nextSecond(stage);
  await library.upload(SCORE, await picture(stage, 'score', { width: 120, height: 40, hue: 90 }), {
    unnoticed: { mayBeLost: false },
  });
  await library.release(SCORE, () => notifications.release());
}

/** Cloudinary's versions are whole seconds: two revisions of one second share a version. */
async function nextSecond({ signal }: Stage): Promise<void> {
  await sleep(1_000 - (Date.now() % 1_000) + 20, undefined, { signal });
}
