import { expect, it } from 'vitest';
import { startLibrary } from './simulated-library.ts';

it.each(['fixed', 'dynamic'] as const)(
  'config gives the folder mode, %s, if asked for settings',
  async (folderMode) => {
    const library = await startLibrary({ cloud: { folderMode } });
    const settings = JSON.parse((await library.admin('GET', 'config?settings=true')).text);
    expect(settings).toMatchObject({ cloud_name: 'demo', settings: { folder_mode: folderMode } });
    expect(JSON.parse((await library.admin('GET', 'config')).text)).not.toHaveProperty('settings');
    await library.close();
  },
);
