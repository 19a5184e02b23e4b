import { describe, expect, test } from 'vitest';
import { listingOf, type PageOf, withNews, withNewsShown, withOlder } from '../../../src/ui/core/paging.ts';
import { withSince } from '../../../src/ui/core/since.ts';

type Row = { id: string; text?: string };

/** A page with a row for each letter. */
const page = (letters: string, next: string | null = null): PageOf<Row> => ({
  rows: [...letters].map((id) => ({ id })),
  next,
});
const idsOf = ({ rows }: PageOf<Row>) => rows.map(({ id }) => id).join('');

describe('ui/core/paging', () => {
  test('new rows wait and move nothing until they are shown', () => {
    const before = listingOf(page('cba'));
    const heard = withNews(before, page('edcba'));
    expect([idsOf(heard), heard.news, heard.gap]).toEqual(['cba', 2, false]);
    expect(idsOf(withNewsShown(heard))).toBe('edcba');
    expect(withNewsShown(heard).news).toBe(0);
  });

  test('shown rows change in their place', () => {
    const heard = withNews(listingOf(page('ba')), { rows: [{ id: 'b', text: 'ended' }, { id: 'a' }], next: null });
    expect(heard.rows).toEqual([{ id: 'b', text: 'ended' }, { id: 'a' }]);
    expect(heard.news).toBe(0);
  });

  test('a row that no longer matches stays, is marked, and is removed when new rows are shown', () => {
    const heard = withNews(listingOf(page('cba')), page('dca'));
    expect([idsOf(heard), [...heard.outdated]]).toEqual(['cba', ['b']]);
    expect(idsOf(withNewsShown(heard))).toBe('dca');
  });

  test('rows beyond the reloaded part are kept and not marked as outdated', () => {
    const long = withOlder(listingOf(page('dc', '3')), page('ba', '1'));
    const heard = withNews(long, page('ed', '4'));
    expect([...heard.outdated]).toEqual([]);
    expect(idsOf(withNewsShown(heard))).toBe('edcba');
    expect(withNewsShown(heard).next).toBe('1');
  });

  test('more new rows than fit on a page leave a gap, so showing them starts the list over', () => {
    const heard = withNews(listingOf(page('ba')), page('zyx', '24'));
    expect([heard.news, heard.gap]).toEqual([3, true]);
    const shown = withNewsShown(heard);
    expect([idsOf(shown), shown.next]).toEqual(['zyx', '24']);
  });

  test('an empty list shows new rows at once and keeps its search position', () => {
    expect(idsOf(withNews(listingOf(page('')), page('a')))).toBe('a');
    expect(withNews(listingOf(page('', '7')), page('', '9')).next).toBe('7');
  });

  test('older rows go to the end, and none appears twice', () => {
    const longer = withOlder(listingOf(page('cb', '2')), page('ba'));
    expect([idsOf(longer), longer.next]).toEqual(['cba', null]);
  });

  test('a span of time becomes the moment that it means now', () => {
    const now = Date.parse('2026-11-29T10:00:00Z');
    expect(withSince('/v1/lists/runs?since=hour&status=FAILURE', now)).toBe(
      '/v1/lists/runs?status=FAILURE&from=2026-11-29T09%3A00%3A00.000Z',
    );
    expect(withSince('/v1/lists/runs?since=ever', now)).toBe('/v1/lists/runs?');
  });
});
