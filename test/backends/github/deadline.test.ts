import { describe, expect, test } from 'vitest';
import { withDeadline } from '../../../src/backends/github/deadline.ts';
import { collectGarbage } from '../../collect-garbage.ts';

const hour = 3_600_000;

describe('backends/github/deadline', () => {
  test.each([
    ['its time is over', () => withDeadline(300, AbortSignal.timeout(hour))],
    ['the other signal aborts', () => withDeadline(hour, AbortSignal.timeout(300))],
    ['its time is over and there is no other signal', () => withDeadline(300, undefined)],
  ])('aborts when %s, also after a garbage collection', async (_, create) => {
    const signal = create();
    const isAborted = () => {
      collectGarbage();
      return signal.aborted;
    };
    expect(isAborted()).toBe(false);
    await expect.poll(isAborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  test('is aborted from the start if the other signal is', () => {
    expect(withDeadline(hour, AbortSignal.abort()).aborted).toBe(true);
  });
});
