import * as z from 'zod';
import { ApiError } from './reply.ts';

/** A request's JSON in the shape of a schema. Throws a 400 that names what does not fit. */
export function readJson<S extends z.ZodType>(schema: S, json: unknown): z.infer<S> {
  const read = schema.safeParse(json);
  if (!read.success) throw new ApiError(400, z.prettifyError(read.error));
  return read.data;
}
