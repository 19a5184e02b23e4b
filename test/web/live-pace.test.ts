import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Topics } from '../../src/app/news.ts';
import { createLivePace } from '../../src/web/live-pace.ts';

describe('web/live-pace', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('the first news is delivered at once, and later news is delivered in batches', () => {
    const delivered: Topics[] = [];
    const pace = createLivePace(
      () => 4_000,
      (topics) => delivered.push(topics),
    );
    pace.take(['run:1']);
    expect(delivered).toEqual([['run:1']]);
    for (const topic of ['run:2', 'run:3', 'run:2']) pace.take([topic]);
    vi.advanceTimersByTime(3_999);
    expect(delivered).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(delivered.slice(1)).toEqual([['run:2', 'run:3']]);
    vi.advanceTimersByTime(4_000);
    pace.take(['run:4']);
    expect(delivered.slice(2)).toEqual([['run:4']]);
  });

  test('very many topics become one that means everything', () => {
    const delivered: Topics[] = [];
    const pace = createLivePace(
      () => 10,
      (topics) => delivered.push(topics),
    );
    pace.take(['run:1']);
    for (let index = 0; index < 500; index++) pace.take([`run:${index}`]);
    pace.take(['*']);
    vi.advanceTimersByTime(10);
    expect(delivered.slice(1)).toEqual([['*']]);
  });

  test('a stop drops pending news, and later news is delivered', () => {
    const delivered: Topics[] = [];
    const pace = createLivePace(
      () => 10,
      (topics) => delivered.push(topics),
    );
    pace.take(['run:1']);
    pace.take(['run:2']);
    pace.stop();
    vi.advanceTimersByTime(1_000);
    expect(delivered).toEqual([['run:1']]);
    pace.take(['run:3']);
    expect(delivered.slice(1)).toEqual([['run:3']]);
  });
});
