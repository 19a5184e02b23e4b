import { describe, expect, test } from 'vitest';
import { codeDocs } from '../../../src/core/lint/code-docs.ts';
import { isSameSettings } from '../../../src/core/settings/automation-settings.ts';
import { limitsOf, scheduleOf } from '../../../src/core/settings/limits.ts';
import { readSettings } from '../../../src/core/settings/settings.ts';
import { settingsFile } from '../../../src/core/settings/settings-schema.ts';

const read = (text: string) => readSettings({ path: settingsFile, text }, codeDocs);

describe('core/settings/automation-settings', () => {
  test('an automation has its own settings, and the defaults for the rest', () => {
    const { settings, issues } = read(
      'defaults: { automations: { timeout: 10s, retry: 3 } }\nautomations: { page: { retry: [10s, 1m], rate: 100/1m } }\n',
    );
    expect(issues).toEqual([]);
    expect(settings.of('page')).toEqual({ timeout: '10s', retry: ['10s', '1m'], rate: '100/1m' });
    expect(settings.of('toString')).toEqual({ timeout: '10s', retry: 3 });
    expect(read('automations: { page: { concurrency: 1 } }').settings.of('other')).toBeNull();
  });

  test.each([
    [
      'automations:\n  page:\n    concurency: 2\n',
      3,
      '`concurency` is not a field of `automations.page`; did you mean `concurrency`?',
    ],
    ['automations:\n  page: { debounce: 30 }\n', 2, '`automations.page.debounce` must be text, not 30.'],
    ['automations:\n  page: { debounce: 30x }\n', 2, 'must be a time such as `30s`, `5m` or `1h`, not "30x".'],
    ['automations:\n  page: { retry: 11 }\n', 2, '`automations.page.retry` must be 10 or less.'],
    ['automations:\n  page:\n    retry:\n      - 25h\n', 4, '`automations.page.retry[0]` may be at most a day'],
    ['defaults:\n  automations:\n    timeout: 9m\n', 3, '`defaults.automations.timeout` may be at most 5 minutes.'],
    ['automations:\n  page: { mode: shadw }\n', 2, 'did you mean `shadow`?'],
  ])('%j is a mistake with a place', (text, line, message) => {
    const { settings, issues } = read(text);
    expect(issues).toMatchObject([
      {
        code: 'settings/shape',
        severity: 'error',
        message: expect.stringContaining(message),
        range: { start: { line } },
      },
    ]);
    expect(settings.of('page')).toBeNull();
  });

  test('settings for an unknown automation suggest the one that was probably meant', () => {
    const { settings } = read('automations:\n  page_oncall: { concurrency: 1 }\n  elsewhere: { retry: 1 }\n');
    expect(settings.unknown(['page_on_call'], (name) => name === 'elsewhere')).toMatchObject([
      {
        code: 'settings/unknown-automation',
        message: expect.stringContaining('Did you mean `page_on_call`?'),
        range: { start: { line: 2, column: 3 } },
        suggestion: 'page_on_call',
      },
    ]);
  });

  test('limits and schedules are read as numbers', () => {
    expect(limitsOf({ concurrency: 2, rate: '100/5m', debounce: '30s' })).toEqual({
      concurrency: 2,
      rate: { count: 100, period: 300_000 },
      debounce: { ms: 30_000, text: '30s' },
    });
    expect([limitsOf(null), limitsOf({ retry: 1, timeout: '1s' })]).toEqual([null, null]);
    expect([scheduleOf({ retry: 1 }), scheduleOf({ retry: 3 }), scheduleOf({ retry: ['10s', '2m'] })]).toEqual([
      [],
      [5, 300],
      [10, 120],
    ]);
    expect(scheduleOf({ concurrency: 1 })).toBeUndefined();
    expect(isSameSettings({ concurrency: 1, retry: 2 }, { retry: 2, concurrency: 1 })).toBe(true);
    expect(isSameSettings({ concurrency: 1 }, null)).toBe(false);
  });
});
