import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { automation, base, lintLines } from './lint-file.ts';

const call = (more: JsonObject) => automation({ method: { ...base.invocationMethod, ...more } });

describe('core/lint/unsent-body', () => {
  test.each([
    [{ method: 'GET', body: { a: 1 } }, ['unsent-body "body"']],
    [{ method: 'get', body: 'x' }, ['unsent-body "body"']],
    [{ method: 'GET', body: {} }, []],
    [{ method: 'GET' }, []],
    [{ method: 'POST', body: { a: 1 } }, []],
    [{ body: { a: 1 } }, []],
    [{ method: '{{ "GET" }}', body: { a: 1 } }, []],
    [{ method: 'GET', body: { a: 1 }, agent: true }, []],
  ])('%j', async (more, expected) => {
    expect(await lintLines(call(more))).toEqual(expected);
  });
});

/** Biome takes a dollar sign before a brace for a slip. */
const dollars = (text: string) => text.replaceAll('§', '$');

describe('core/lint/dollar-template', () => {
  test.each([
    ['Bearer §{{ .secrets.TOKEN }}', ['dollar-template §{{ → {{']],
    ['§{{ .event.context.entityIdentifier }}', ['dollar-template §{{ → {{']],
    ['§{{ .event.diff.after.properties.image }}', ['dollar-template §{{ → {{']],
    ['x/§{{ .run.id }}/§{{ .run.id }}', ['dollar-template §{{ → {{', 'dollar-template §{{ → {{']],
    ['It costs §{{ .event.diff.after.properties.n }}', []],
    ['Monthly: §{{ .event.diff.after.properties.monthly }}', []],
    ['§{{ .event.diff.after.properties.budget }}', []],
    ['§ {{ .run.id }} §{HOME} §', []],
  ])('%s', async (text, expected) => {
    expect(await lintLines(call({ body: { b: dollars(text) } }))).toEqual(expected.map(dollars));
  });

  test('a key may say that money is meant', async () => {
    expect(await lintLines(call({ body: { amount: dollars('§{{ .event.diff.after.properties.n }}') } }))).toEqual([]);
  });
});
