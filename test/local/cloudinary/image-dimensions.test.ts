import { expect, it } from 'vitest';
import { startLibrary } from './simulated-library.ts';

const HEADERS = {
  bmp: `424d${'00'.repeat(16)}780500007cfaffff`, // 1400 wide, and -1412 high: its rows run from the top
  gif: `4749463839610a001400${'00'.repeat(16)}`,
  ico: `0000010001001000${'00'.repeat(18)}`, // 16 wide, and 256 high: one byte has no room for that
  png: '89504e470d0a1a0a0000000d4948445200000003000000050802',
};

it('reads width and height from the header of an image', async () => {
  const library = await startLibrary();
  try {
    const found: Record<string, unknown> = {};
    for (const [format, header] of Object.entries(HEADERS)) {
      const { width, height } = await library.put(`${format}-image`, Buffer.from(header, 'hex'), {
        resource_type: 'image',
      });
      found[format] = [width, height];
    }
    expect(found).toEqual({ bmp: [1400, 1412], gif: [10, 20], ico: [16, 256], png: [3, 5] });
  } finally {
    await library.close();
  }
});
