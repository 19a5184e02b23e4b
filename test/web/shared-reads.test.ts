import { expect, test } from 'vitest';
import { createSharedRead } from '../../src/web/shared-reads.ts';

test('reads requested during another share the next one, which begins after their request', async () => {
  const shared = createSharedRead<number>();
  const begun: (() => void)[] = [];
  let stored = 1;
  const read = async () => {
    const seen = stored;
    await new Promise<void>((resolve) => begun.push(resolve));
    return seen;
  };
  const first = shared('a', read);
  stored = 2;
  const second = shared('a', read);
  const third = shared('a', read);
  const other = shared('b', read);
  expect(begun).toHaveLength(2);
  begun[0]?.();
  expect(await first).toBe(1);
  await expect.poll(() => begun.length).toBe(3);
  for (const end of begun) end();
  expect(await Promise.all([second, third, other])).toEqual([2, 2, 2]);
});

test('a failed read fails those who shared it, and no one else', async () => {
  const shared = createSharedRead<string>();
  const failing = shared('a', () => Promise.reject(new Error('away')));
  const next = shared('a', async () => 'here');
  await expect(failing).rejects.toThrow('away');
  expect(await next).toBe('here');
  expect(await shared('a', async () => 'again')).toBe('again');
});
