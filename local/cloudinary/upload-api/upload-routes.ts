import type { Route } from '../http/route.ts';
import { changeContext } from './context.ts';
import { destroy } from './destroy.ts';
import { explicit } from './explicit.ts';
import { changeMetadata } from './metadata.ts';
import { rename } from './rename.ts';
import { changeTags } from './tags.ts';
import { upload } from './upload.ts';

/** The Upload API: signed, and not counted against the Admin API's quota. */
export const uploadRoutes: readonly Route[] = [
  ['POST', /^(image|video|raw|auto)\/upload$/, upload],
  ['POST', /^(image|video|raw)\/explicit$/, explicit],
  ['POST', /^(image|video|raw)\/rename$/, rename],
  ['POST', /^(image|video|raw)\/destroy$/, destroy],
  ['POST', /^(image|video|raw)\/tags$/, changeTags],
  ['POST', /^(image|video|raw)\/context$/, changeContext],
  ['POST', /^(image|video|raw)\/metadata$/, changeMetadata],
];
