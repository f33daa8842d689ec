import * as z from 'zod/mini';
import { text } from './environment.ts';

const names = z.optional(z.array(z.string()));
const selector = z.optional(z.object({ types: names, tags: names, prefixes: names }));

/** What functions that call Cloudinary are told of a cloud, in their variable `CLOUDS`. */
export const cloudSettings = z.object({
  credentialsParameter: text,
  apiOrigin: text,
  downloadOrigins: z.array(text),
  nativeBackup: z.boolean(),
  rules: z.object({ exclude: selector, include: selector }),
});

/** The settings of one cloud. */
export type CloudSettings = z.infer<typeof cloudSettings>;
