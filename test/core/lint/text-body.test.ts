import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { automation, lintFile } from './lint-file.ts';

const url = 'https://example.com';
const messages = async (method: JsonObject) =>
  (await lintFile(automation({ method: { type: 'WEBHOOK', url, ...method } })))
    .filter(({ code }) => code === 'lint/text-body')
    .map(({ message }) => message);
const typed = (type: string) => ({ headers: { 'content-type': type } });

describe('core/lint/text-body', () => {
  test.each<[JsonObject, string]>([
    [{ body: 'done: {{ .run.id }}' }, 'This text is sent as a JSON string, in quotes;'],
    [{ body: 'done', ...typed('application/json') }, 'This text is sent as a JSON string, in quotes;'],
    [{ body: '{ "a": {{ .run.id }}, }' }, 'This text looks like JSON but is not valid'],
    [{ body: { a: 1 }, ...typed('application/x-www-form-urlencoded; charset=utf-8') }, 'This body is sent as JSON,'],
  ])('reports %j', async (method, message) => {
    expect(await messages(method)).toEqual([expect.stringContaining(message)]);
  });

  test.each<JsonObject>([
    {},
    { body: { a: 'done' } },
    { body: '{{ .event.diff.after.title }}' },
    { body: '{ "a": "{{ .run.id }}", "b": {{ .event.diff.after.properties.n }} }' },
    { body: 'done', ...typed('text/plain') },
    { body: 'a={{ .run.id }}', ...typed('application/x-www-form-urlencoded') },
    { body: 'done', ...typed('{{ .event.diff.after.properties.type }}') },
  ])('accepts %j', async (method) => {
    expect(await messages(method)).toEqual([]);
  });
});
