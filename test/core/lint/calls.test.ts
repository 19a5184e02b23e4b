import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { lint } from '../../../src/core/lint/index.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';
import { automation, base, lintLines } from './lint-file.ts';

const jq = jqForTests();

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

describe('core/lint/merge-key', () => {
  test('reports a merge key that was not merged', async () => {
    const body = { '<<': { a: 1 }, b: '<<', list: [{ '<<': null }] };
    expect(await lintLines(call({ body }))).toEqual(['merge-key "<<"', 'merge-key "<<"']);
  });

  test('accepts merge keys under YAML 1.1', async () => {
    const text = `identifier: a
trigger: {type: automation, event: {type: RUN_CREATED, actionIdentifier: x}}
invocationMethod:
  type: WEBHOOK
  url: https://example.com
  body: {shared: &shared {a: 1}, own: {<<: *shared}}
publish: true
`;
    const codes = async (head: string) => {
      const { definitions } = await validate([{ path: 'a.yml', text: head + text }], { backends, jq });
      return (await lint(definitions, { backends, jq })).map(({ code, range }) => `${code} ${range.start.line}`);
    };
    expect(await codes('')).toEqual(['lint/merge-key 6']);
    expect(await codes('%YAML 1.1\n---\n')).toEqual([]);
  });
});

/** Biome would report a dollar sign before a brace as a mistake. */
const dollars = (text: string) => text.replaceAll('§', '$');

describe('core/lint/dollar-template', () => {
  test.each([
    ['Bearer §{{ .secrets.TOKEN }}', ['dollar-template §{{ → {{']],
    ['§{{ .event.context.entityIdentifier }}', ['dollar-template §{{ → {{']],
    [
      '{ .event.diff.after.title } is new',
      ['dollar-template { .event.diff.after.title } → {{ .event.diff.after.title }}'],
    ],
    ['a §{event.diff.after.title}', ['dollar-template §{event.diff.after.title} → {{ .event.diff.after.title }}']],
    ['<%= .secrets.TOKEN %>', ['dollar-template <%= .secrets.TOKEN %> → {{ .secrets.TOKEN }}']],
    ['{%= .run.id %}', ['dollar-template {%= .run.id %} → {{ .run.id }}']],
    ['{%- .run.id -%}', ['dollar-template {%- .run.id -%} → {{ .run.id }}']],
    ['{% if x %}a{% else %}b{% endif %}', ['dollar-template {% if x %}']],
    ['{%- for tag in tags -%}{{ .run.id }}{%- endfor -%}', ['dollar-template {%- for tag in tags -%}']],
    ['100 {% of all %}', []],
    ['{{% .run.id %}}', []],
    ['{{ {a: .event.context.entityIdentifier} }} and { events: 1 }', []],
    ['§{{ .event.diff.after.properties.image }}', ['dollar-template §{{ → {{']],
    ['x/§{{ .run.id }}/§{{ .run.id }}', ['dollar-template §{{ → {{', 'dollar-template §{{ → {{']],
    ['It costs §{{ .event.diff.after.properties.n }}', []],
    ['Monthly: §{{ .event.diff.after.properties.monthly }}', []],
    ['§{{ .event.diff.after.properties.budget }}', []],
    ['§ {{ .run.id }} §{HOME} §', []],
  ])('%s', async (text, expected) => {
    expect(await lintLines(call({ body: { b: dollars(text) } }))).toEqual(expected.map(dollars));
  });

  test('accepts a dollar sign in an amount of money', async () => {
    expect(await lintLines(call({ body: { amount: dollars('§{{ .event.diff.after.properties.n }}') } }))).toEqual([]);
  });
});
