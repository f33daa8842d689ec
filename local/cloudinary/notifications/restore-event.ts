import type { Environment } from '../environment.ts';
import type { Asset } from '../library/asset.ts';
import type { Cause } from './change-events.ts';
import { emitEvent } from './emit-event.ts';
import { uploadFields } from './upload-events.ts';

/** Emits `restore_asset_version`, whose body is unpublished: the fields are a behaviour. */
export function notifyRestore(environment: Environment, asset: Asset, cause: Cause): void {
  const { restoreBody } = environment.simulation.behaviour;
  const known = Object.entries(uploadFields(environment, asset));
  const fields = Object.fromEntries(known.filter(([name]) => restoreBody.includes(name)));
  emitEvent(environment, { type: 'restore_asset_version', fields, envelope: 'timed', ...cause });
}
