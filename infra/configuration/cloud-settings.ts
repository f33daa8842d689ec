import * as z from 'zod';
import { choice, flag, settings, text, textWhere } from './settings.ts';

function isHttpsOrigin(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && url.protocol === 'https:' && url.origin === value;
}

const ORIGIN = 'must be an https origin without path or trailing slash, like "https://api-eu.cloudinary.com"';

function httpsOrigin() {
  return textWhere(isHttpsOrigin, ORIGIN);
}

function names(what: string, example: string) {
  const error = `must be a list of ${what}, none of them empty, like ["${example}"]`;
  return z.array(z.string({ error }).min(1, { error }), { error });
}

function selection() {
  return settings({
    types: names('resource or delivery types', 'authenticated').optional(),
    tags: names('tags', 'temporary').optional(),
    prefixes: names('public_id prefixes', 'ugc/').optional(),
  });
}

/** The settings of one cloud. */
export const cloudSettings = settings({
  credentialsParameter: text(
    /^(?!\/?(?:aws|ssm)(?:[/]|$))\/?[\w.-]+(?:\/[\w.-]+)*$/i,
    'must be the name of an SSM parameter, like "/cloudinary-backup/demo"; never put the credential itself here: store it as a SecureString under that name',
  ).optional(),
  apiOrigin: httpsOrigin().default('https://api.cloudinary.com'),
  downloadOrigins: z.array(httpsOrigin(), { error: `must be a list; each entry ${ORIGIN}` }).default([]),
  nativeBackup: flag().default(false),
  triggers: choice(['automatic', 'manual']).default('automatic'),
  rules: settings({
    exclude: selection().optional(),
    include: selection()
      .refine((lists) => Object.values(lists).some((list) => list !== undefined && list.length > 0), {
        error: 'is empty, and nothing would be backed up: add types, tags or prefixes to it, or remove it',
      })
      .optional(),
  }).default({}),
});

/** The configuration of one cloud, complete. */
export type CloudConfiguration = Omit<z.output<typeof cloudSettings>, 'credentialsParameter'> & {
  readonly credentialsParameter: string;
};

/** The clouds of a stack, by cloud name. */
export type CloudConfigurations = Readonly<Record<string, CloudConfiguration>>;
