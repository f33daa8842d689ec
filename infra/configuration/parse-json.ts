import { type JSONVisitor, visit } from 'jsonc-parser';
import { ConfigurationError } from './configuration-error.ts';

/**
 * Parses JSON text. The message of `JSON.parse` is not passed on, because it quotes the text, and terminals and CI keep
 * what they print: an operator may have put the credentials of a cloud there, `cloudinary://<API key>:<API secret>@acme`.
 *
 * @param where the text is, for the message
 * @throws ConfigurationError that says only where the text is wrong: `line 3, column 7`
 */
export function parseJson(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ConfigurationError(`${where} is not valid JSON: ${firstError(json)}.`);
  }
}

function firstError(json: string): string | undefined {
  const places: string[] = [];
  const onError: JSONVisitor['onError'] = (_code, _offset, _length, line, column) => {
    places.push(`line ${line + 1}, column ${column + 1}`);
  };
  visit(json, { onError }, { disallowComments: true });
  return places[0];
}
