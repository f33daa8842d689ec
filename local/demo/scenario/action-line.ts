import type { AssetIdentity } from '../../../shared/domain/asset/asset.ts';
import { padLeft, padRight } from '../display/display-width.ts';

/** What is done, to which asset, and its size or what is different afterwards. */
export interface Action {
  readonly name: 'upload' | 'uploads' | 'overwrite' | 'rename' | 'tags' | 'context' | 'delete' | 'webhooks';
  readonly asset: AssetIdentity;
  readonly size?: string;
  readonly change?: string;
}

/** One line that tells an action, and what came of it. */
export function actionLine({ name, asset, size = '', change = '' }: Action, outcome = ''): string {
  const kind = asset.type === 'upload' ? asset.resource_type : asset.type;
  const subject = padRight(`${asset.public_id} ${change}`, 32);
  return `${padRight(name, 9)}  ${padRight(kind, 13)}  ${subject}  ${padLeft(size, 8)}  ${outcome}`.trimEnd();
}
