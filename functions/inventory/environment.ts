import * as z from 'zod/mini';
import { cloudSettings } from '../clouds.ts';
import { json, readEnvironment, share, text } from '../environment.ts';
import { RUN_VARIABLES } from '../run-handler.ts';

const schema = z.object({
  ...RUN_VARIABLES,
  CLOUDS: json(z.record(z.string(), cloudSettings)),
  QUOTA_RESERVE: share,
  ALARM_TOPIC_ARN: text,
  /** Which completeness reports are mailed. */
  REPORT_MAIL: z.enum(['first', 'always', 'never']),
});

/** The environment variables of the inventory function. */
export type InventoryEnvironment = z.infer<typeof schema>;

export function inventoryEnvironment(): InventoryEnvironment {
  return readEnvironment(schema);
}
