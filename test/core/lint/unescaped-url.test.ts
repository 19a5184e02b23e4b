import { describe, expect, test } from 'vitest';
import { automation, lintFile } from './lint-file.ts';

const found = async (url: string) =>
  (await lintFile(automation({ method: { type: 'WEBHOOK', url } })))
    .filter(({ code }) => code === 'lint/unescaped-url')
    .map(({ severity, suggestion }) => `${severity} ${suggestion?.replaceAll('\\"', '"')}`);
const id = '.event.context.entityIdentifier';

describe('core/lint/unescaped-url', () => {
  test.each([
    [`https://example.com/services/{{ ${id} }}`, `info ${id} | @uri`],
    [`https://example.com/a?b={{ ${id} }}`, `info ${id} | @uri`],
    [`{{ .secrets.BASE }}https://example.com/{{ ${id} }}`, undefined],
    [`https://example.com/{{ ${id} + "-x" }}/y`, `info (${id} + "-x") | @uri`],
    [
      'https://example.com/{{.event.diff.after.properties["on-call"]}}',
      'info .event.diff.after.properties["on-call"] | @uri',
    ],
  ])('reports %s', async (url, expected) => {
    expect(await found(url)).toEqual(expected === undefined ? [] : [expected]);
  });

  test.each([
    `https://example.com/{{ ${id} | @uri }}`,
    `https://{{ ${id} }}.example.com/x`,
    `{{ "https://example.com/" + ${id} }}`,
    'https://example.com/{{ .run.id }}/{{ .secrets.HOOK }}',
    'https://example.com/{{ .event.diff.after.properties.n | tonumber }}',
  ])('accepts %s', async (url) => {
    expect(await found(url)).toEqual([]);
  });
});
