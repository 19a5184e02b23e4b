import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { isObject, type Json, type JsonObject } from '../../../src/core/json.ts';
import { codeDocs } from '../../../src/core/lint/code-docs.ts';
import { lint } from '../../../src/core/lint/index.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();

/** Codes whose example describes several files, the surroundings or a format, and is not a snippet of a definition. */
const inWords = new Set(
  (
    'syntax/too-deep syntax/too-large syntax/encoding syntax/blank-file syntax/empty-folder syntax/link ' +
    'syntax/not-checked-out syntax/checks-left-out syntax/merge-conflict definition/duplicate-identifier definition/publish-omitted definition/deprecated-type ' +
    'definition/other-kind jq/swallowed-line lint/empty-side lint/timer-property lint/silent-property lint/unknown-action lint/cycle ' +
    'lint/workflow-file lint/workflow-inputs lint/constant-comparison lint/template-type lint/too-many-inputs lint/workflow-environment'
  ).split(' '),
);

const base = {
  identifier: 'a',
  trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
  publish: true,
};

const world = {
  port: false,
  blueprints: [{ identifier: 'service', schema: { properties: { status: {}, archived: {} } } }],
};

/** The file for a snippet, or null for prose. */
function fileOf(code: string, snippet: string): { path: string; text: string } | null {
  const [group] = code.split('/');
  if (group === 'syntax') {
    if (/\.$/.test(snippet)) return null;
    return { path: snippet.startsWith('{') ? 'a.json' : 'a.yml', text: snippet };
  }
  if (code === 'lint/merge-key') {
    if (!snippet.startsWith('body')) return null;
    const text = `${JSON.stringify({ title: '@', ...base }).replace('"@"', '&defaults {}')}`;
    return { path: 'a.yml', text: text.replace('"https://example.com"', `$&, ${snippet}`) };
  }
  const value = parse(snippet) ?? parse(`{${snippet}}`);
  if (value === null) return null;
  return { path: 'a.json', text: JSON.stringify(definitionWith(code, value)) };
}

function parse(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function definitionWith(code: string, value: Json): JsonObject {
  const called = (more: JsonObject): JsonObject => ({
    ...base,
    invocationMethod: { ...base.invocationMethod, ...more },
  });
  const heard = (more: JsonObject): JsonObject => ({ ...base, trigger: { ...base.trigger, ...more } });
  const asked = (expressions: Json): JsonObject => heard({ condition: { type: 'JQ', expressions, combinator: 'and' } });
  if (!isObject(value)) {
    const isTemplate = String(value).includes('{{') && code !== 'lint/template-in-condition';
    return isTemplate ? called({ body: { text: value } }) : asked([value]);
  }
  if (typeof value.type === 'string') return heard({ event: value });
  if (value.event !== undefined) return heard({ event: value.event });
  if (value.expressions !== undefined) return asked(value.expressions);
  if (value.Authorization !== undefined) return called({ headers: value });
  if (value.text !== undefined) return called({ body: value });
  if (value.mapping !== undefined) {
    return { ...base, invocationMethod: { type: 'UPSERT_ENTITY', blueprintIdentifier: '_team', ...value } };
  }
  const isCall = ['url', 'method', 'headers'].some((field) => value[field] !== undefined);
  return isCall ? called(value) : { ...base, ...value };
}

async function codesOf(file: { path: string; text: string }): Promise<string[]> {
  const { readable, issues } = await validate([file], { backends, jq });
  return [...issues, ...(await lint(readable, { backends, jq, ...world }))].map(({ code }) => code);
}

describe('core/issue/examples', () => {
  const codes = [...codeDocs].filter(([code]) => !/^(?:test|mapping|settings)\//.test(code) && !inWords.has(code));

  test.each(codes)('reports %s in its example, and not in its fix', async (code, { example, fix }) => {
    const file = fileOf(code, example);
    expect(file).not.toBeNull();
    if (file) expect(await codesOf(file)).toContain(code);
    const fixed = fileOf(code, fix);
    if (fixed) expect(await codesOf(fixed)).not.toContain(code);
  });

  test('has lint rules whose fixes have no other issue', async () => {
    for (const [code, { fix }] of codes.filter(([one]) => one.startsWith('lint/'))) {
      const fixed = fileOf(code, fix);
      if (fixed) expect([code, await codesOf(fixed)]).toEqual([code, []]);
    }
  });

  test('reports dates in YAML 1.1 only', async () => {
    const codes = (text: string) => codesOf({ path: 'a.yml', text });
    expect(await codes('%YAML 1.1\n---\nlimit: 2024-01-01\n')).toEqual(['syntax/not-json']);
    expect(await codes('limit: 2024-01-01\n')).not.toContain('syntax/not-json');
  });

  test('covers only existing codes', () => {
    expect([...inWords].filter((code) => !codeDocs.has(code))).toEqual([]);
  });
});
