import { expect, test, vi } from 'vitest';
import { unlessAborted } from '../../../shared/adapters/cloudinary/unless-aborted.ts';

const never = new Promise<never>(() => {});

test('gives what the promise gives, and leaves no listener', async () => {
  const { signal } = new AbortController();
  const remove = vi.spyOn(signal, 'removeEventListener');
  expect(await unlessAborted(Promise.resolve('value'), signal)).toBe('value');
  await expect(unlessAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
  expect(remove).toHaveBeenCalledTimes(2);
});

test('gives the reason of the signal, aborted meanwhile or before', async () => {
  const controller = new AbortController();
  const reason = new Error('no time left');
  const waiting = unlessAborted(never, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(unlessAborted(never, controller.signal)).rejects.toBe(reason);
});

test('a promise that fails after the signal disturbs nobody', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  await expect(unlessAborted(promise, AbortSignal.abort(new Error('no time left')))).rejects.toThrow('no time left');
  reject(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
});
