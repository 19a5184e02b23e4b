import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createNews, type Topics } from '../../src/app/news.ts';

describe('app/news', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** News with a listener and another replica. */
  function listen() {
    const news = createNews();
    const [heard, sent]: [Topics[], Topics[]] = [[], []];
    const unsubscribe = news.subscribe((topics) => void heard.push(topics));
    news.connect((topics) => void sent.push(topics));
    return { news, heard, sent, unsubscribe };
  }

  test('changes within 100 ms are announced together, once each, here and on the other replicas', () => {
    const { news, heard, sent } = listen();
    news.changed(['run:1']);
    vi.advanceTimersByTime(99);
    expect(heard).toEqual([]);
    news.changed(['run:1', 'event:2']);
    vi.advanceTimersByTime(1);
    expect(heard).toEqual([['run:1', 'event:2']]);
    expect(sent).toEqual(heard);
    news.changed(['run:1']);
    vi.advanceTimersByTime(100);
    expect(heard).toEqual([['run:1', 'event:2'], ['run:1']]);
  });

  test('thousands of changes are announced as one', () => {
    const { news, heard, sent } = listen();
    for (let n = 0; n < 5_000; n++) news.changed([`run:${n}`]);
    vi.advanceTimersByTime(100);
    expect(heard).toEqual([['*']]);
    expect(sent).toEqual([['*']]);
  });

  test('an announcement of another replica is announced here at once, and not sent back', () => {
    const { news, heard, sent } = listen();
    news.hear(['run:1']);
    vi.advanceTimersByTime(100);
    expect(heard).toEqual([['run:1']]);
    expect(sent).toEqual([]);
  });

  test('a removed listener receives nothing more', () => {
    const { news, heard, unsubscribe } = listen();
    news.changed(['run:1']);
    unsubscribe();
    vi.advanceTimersByTime(100);
    expect(heard).toEqual([]);
  });

  test('a stop announces pending changes at once, and nothing after that', () => {
    const { news, sent } = listen();
    news.changed(['run:1']);
    news.stop();
    news.changed(['run:2']);
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([['run:1']]);
  });
});
