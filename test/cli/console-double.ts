import { PassThrough, Writable } from 'node:stream';
import { OperatorConsole } from '#cli/console/operator-console.ts';

/** A console, what was written to it, and where a test types; its streams are terminals only where a test says so. */
export function consoleDouble({ out = false, err = false, input = false } = {}) {
  const written = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof written, isTTY: boolean) => {
    const write = (text: string, _: string, done: () => void) => {
      written[name] += text;
      done();
    };
    // A terminal's stream has much more; the console uses nothing of it.
    return Object.assign(new Writable({ decodeStrings: false, write }), { isTTY }) as unknown as NodeJS.WriteStream;
  };
  const keyboard = Object.assign(new PassThrough(), { isTTY: input }) as unknown as NodeJS.ReadStream & PassThrough;
  const console = new OperatorConsole(sink('stdout', out), sink('stderr', err), keyboard);
  return { console, written, keyboard };
}
