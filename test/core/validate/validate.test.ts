import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { formatIssue } from '../../../src/core/issue/format-issue.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { validate, validateAutomation } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';

const tools = { backends, jq: jqForTests() };

const valid = {
  identifier: 'restart',
  trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
  publish: true,
} satisfies JsonObject;

const withCondition = (...expressions: string[]): JsonObject => ({
  ...valid,
  trigger: { ...valid.trigger, condition: { type: 'JQ', expressions, combinator: 'and' } },
});

const withBody = (body: Json): JsonObject => ({ ...valid, invocationMethod: { ...valid.invocationMethod, body } });

/** Files by name; values are written as JSON with an indentation of two. */
async function run(files: Record<string, Json>) {
  const texts = Object.entries(files).map(([path, content]) => {
    return { path, text: typeof content === 'string' ? content : JSON.stringify(content, null, 2) };
  });
  const { definitions, issues } = await validate(texts, tools);
  const marked = issues.map((issue) => {
    const text = texts.find((file) => file.path === issue.file)?.text ?? '';
    const { start, end } = issue.range;
    const line = text.split('\n')[start.line - 1] ?? '';
    return line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
  });
  return { definitions, issues, marked, lines: issues.map((issue) => formatIssue(issue)) };
}

describe('core/validate/validate', () => {
  test('gives advice on merge keys that works', async () => {
    const { identifier, trigger, invocationMethod } = valid;
    const rest = JSON.stringify(trigger);
    const parts = `identifier: ${identifier}\ntrigger: ${rest}\ninvocationMethod: &call ${JSON.stringify(invocationMethod)}\npublish: true\n`;
    const text = `${parts}---\nidentifier: b\ntrigger: ${rest}\npublish: true\ninvocationMethod:\n  x: &y {url: https://b.example}\n  <<: *y\n  type: WEBHOOK\n`;
    const { lines } = await run({ 'a.yml': text });
    const advice = 'to use merge keys, start the file with the lines `%YAML 1.1` and `---`.';
    expect(lines.filter((line) => line.includes('`<<`'))).toEqual([expect.stringContaining(advice)]);
    expect(lines).toHaveLength(3);
    const followed = await run({ 'a.yml': `%YAML 1.1\n---\n${text}` });
    expect(followed.lines).toEqual([expect.stringContaining('`x` is not a field')]);
  });

  test('reads valid definitions from several files and formats', async () => {
    const { definitions, issues } = await run({
      'a.json': valid,
      'b.yml':
        'identifier: b\ntrigger: {type: automation, event: {type: RUN_CREATED, actionIdentifier: x}}\ninvocationMethod: {type: WEBHOOK, url: "{{ .event.context.action.identifier }}"}\npublish: false\n',
      'b.test.yml': 'cases: []',
      'c.jsonc': `[${JSON.stringify({ ...valid, identifier: 'c' })}, // two\n ${JSON.stringify({ ...valid, identifier: 'd' })}]`,
    });
    expect(issues).toEqual([]);
    expect(definitions.map(({ automation, file }) => [file, automation.identifier])).toEqual([
      ['a.json', 'restart'],
      ['b.yml', 'b'],
      ['c.jsonc', 'c'],
      ['c.jsonc', 'd'],
    ]);
    expect(definitions[3]?.range.start).toEqual({ line: 2, column: 2 });
  });

  test('returns the issues of all files, sorted by file and place, and the definitions without errors', async () => {
    const { definitions, lines } = await run({
      'z.json': '{"identifier": }',
      'b.json': { ...valid, identifier: 'b', publsh: true, titel: 'x' },
      'a.yml': 'identifier: a\ntriger: {}\n',
      'c.json': { ...valid, identifier: 'c' },
    });
    expect(definitions.map(({ automation }) => automation.identifier)).toEqual(['c']);
    expect(lines.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'a.yml:1:1 error schema/missing-field',
      'a.yml:1:1 info definition/publish-omitted',
      'a.yml:2:1 error schema/unknown-field',
      'b.json:15:3 error schema/unknown-field',
      'b.json:16:3 error schema/unknown-field',
      'z.json:1:16 error syntax/json',
    ]);
  });

  test('reports a duplicate with both places', async () => {
    const { definitions, issues } = await run({ 'a.json': valid, 'b/c.yml': `- ${JSON.stringify(valid)}\n` });
    expect(definitions).toHaveLength(1);
    expect(issues).toMatchObject([
      {
        code: 'definition/duplicate-identifier',
        file: 'b/c.yml',
        automation: 'restart',
        message: '`restart` is already defined in a.json:2; rename one of them.',
        related: [{ file: 'a.json', range: { start: { line: 2, column: 17 } } }],
      },
    ]);
  });

  test('reports a condition that does not compile at its place inside the string', async () => {
    const { definitions, issues, marked } = await run({ 'a.json': withCondition('.a == 1', '.b == "é" | | .c') });
    expect(definitions).toEqual([]);
    expect(issues).toMatchObject([{ code: 'jq/condition', range: { start: { line: 13 } } }]);
    expect(issues[0]?.message).toMatch(/^This condition is not valid jq: /);
    expect(marked[0]).toBe('|');
    const yaml = await run({
      'a.yml': `identifier: a\ninvocationMethod: {type: WEBHOOK, url: 'https://x'}\npublish: true\ntrigger:\n  type: automation\n  event: {type: RUN_CREATED, actionIdentifier: x}\n  condition:\n    type: JQ\n    expressions:\n      - >-\n        .a == 1 and\n        .b |  | .c\n`,
    });
    expect(yaml.issues).toMatchObject([{ code: 'jq/condition', range: { start: { line: 12, column: 15 } } }]);
  });

  test('explains a value that YAML ends at a comment', async () => {
    const file = (condition: string, body: string) =>
      `identifier: a\ntrigger:\n  type: automation\n  event: {type: RUN_CREATED, actionIdentifier: x}\n  condition:\n    type: JQ\n    expressions:\n      - ${condition}\ninvocationMethod:\n  type: WEBHOOK\n  url: https://x\n  body:\n    b: ${body}\npublish: true\n`;
    const expected = /^In YAML, ` #` starts a comment, .* put the whole value in quotes\.$/;
    const { issues } = await run({ 'a.yml': file('.diff.after.status == "issue #1"', 'run {{ .run.id + " #1" }}') });
    expect(issues.map(({ code, range }) => [code, range.start.line])).toEqual([
      ['jq/condition', 8],
      ['template/stray-braces', 13],
    ]);
    for (const { message } of issues) expect(message).toMatch(expected);
    const other = await run({ 'a.yml': file(`'.diff.after.status == "x' # why`, 'x # {{ y }}') });
    expect(other.issues.map(({ message }) => message)).toEqual([
      'This condition is not valid jq: a string that starts with " is not closed.',
    ]);
  });

  describe('a comment in jq', () => {
    const head =
      'identifier: a\npublish: true\ntrigger:\n  type: automation\n  event: {type: RUN_CREATED, actionIdentifier: x}\n';
    const condition = (text: string) =>
      `${head}  condition:\n    type: JQ\n    expressions:\n      - ${text}\ninvocationMethod: {type: WEBHOOK, url: 'https://x'}\n`;
    const body = (text: string) =>
      `${head}invocationMethod:\n  type: WEBHOOK\n  url: https://x\n  body:\n    b: ${text}\n`;

    test.each([
      ['folded', condition('>-\n        .env == "prod" # note\n        and .approved == true')],
      ['folded and kept', condition('>+\n        .env == "prod" # note\n        and .approved == true\n')],
      ['folded, after lines of comments', condition('>\n        .a # one\n        # two\n        and .b')],
      ['double quotes', condition('".env == \\"prod\\" # note\n        and .approved"')],
      ['double quotes that join lines', condition('".env # no\\\n        te\\\n        and .approved"')],
      ['single quotes', condition("'.env # note\n        and .approved'")],
      ['plain', condition('.env == 1#note\n        and .approved')],
      ['a backslash in a literal block', condition('|-\n        .env # see C:\\\n        and .approved')],
      ['a backslash between quotes', condition('".env # see C:\\\\\\nand .approved"')],
      ['a template', body('>-\n      {{ .run.id # note\n      | ascii_downcase }}')],
    ])('is an error if it swallows a line: %s', async (_, text) => {
      const { issues, definitions, marked } = await run({ 'a.yml': text });
      expect(issues.map(({ code }) => code)).toEqual(['jq/swallowed-line']);
      expect(marked[0]).toMatch(/^(?:and|\||\.approved)/);
      expect(definitions).toEqual([]);
    });

    test.each([
      condition('|-\n        .env == "prod" # note\n        and .approved == true'),
      condition('>-\n        .env == "prod"\n        # one\n        # two'),
      condition('>-\n        .env == "prod" # at the end'),
      condition('>-\n        .env == "a # b"\n        and .approved'),
      condition('".env # note\\nand .approved"'),
      body('|-\n      {{ .run.id # note\n      | ascii_downcase }}'),
    ])('is fine if it swallows nothing, case %#', async (text) => {
      expect((await run({ 'a.yml': text })).issues).toEqual([]);
    });
  });

  test('warns about a template that does not compile', async () => {
    const { definitions, issues, marked } = await run({
      'a.json': withBody({ 'k{{ .a | }}': 'x {{ .ok }} {{ .b + }}' }),
    });
    expect(definitions).toHaveLength(1);
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([
      ['jq/template', 'warning'],
      ['jq/template', 'warning'],
    ]);
    expect(issues[0]?.message).toContain('renders as null');
    expect(marked).toEqual(['|', '+']);
  });

  test('explains a mistake from another language, and suggests the fix if it compiles', async () => {
    const { issues, marked } = await run({ 'a.json': withBody({ a: '{{ .x.0.y }}', b: '{{ if eq .a "b" }}' }) });
    expect(issues.map((issue) => [issue.code, issue.suggestion])).toEqual([
      ['jq/template', '[0]'],
      ['jq/template', undefined],
    ]);
    expect(issues[0]?.message).toContain('[0]');
    expect(marked).toEqual(['.0', 'if eq']);
  });

  test.each([
    ['.diff.after.x === "a"', '===', '=='],
    ['.diff.after.x == 1 && .y', '&&', 'and'],
    ['.diff.after.x == “a”', '“a”', '"a"'],
    ['.diff.after.x\u00a0== 1', '\u00a0', 'x =='],
    ['.a == true and .b == None', 'None', 'null'],
  ])('marks the place of a mistake in a text of several lines: %s', async (mistake, wrong, right) => {
    for (const style of ['|', '>-']) {
      const yaml = [
        'identifier: a',
        'publish: true',
        'trigger:',
        '  type: automation',
        '  event: { type: ENTITY_UPDATED, blueprintIdentifier: service }',
        '  condition:',
        '    type: JQ',
        '    expressions:',
        `      - ${style}`,
        '        .diff.after.title != null and',
        `        ${mistake}`,
        'invocationMethod: { type: WEBHOOK, url: https://example.com }',
        '',
      ].join('\n');
      const { issues } = await run({ 'a.yml': yaml });
      const [issue] = issues;
      expect([issue?.code, issue?.range.start.line]).toEqual(['jq/condition', 11]);
      const line = yaml.split('\n')[10] ?? '';
      const { start, end } = issue?.range ?? { start: { column: 0 }, end: { column: 0 } };
      expect(line.slice(start.column - 1, end.column - 1)).toContain(wrong);
      const fixed = line.slice(0, start.column - 1) + (issue?.suggestion ?? '') + line.slice(end.column - 1);
      expect(fixed).toContain(right);
    }
  });

  test('rewrites single quotes as Port does, with a warning and the fix', async () => {
    const { definitions, issues, marked } = await run({ 'a.json': withCondition(".a == 'x y'") });
    expect(definitions).toHaveLength(1);
    expect(issues).toMatchObject([{ code: 'jq/single-quotes', severity: 'warning', suggestion: '.a == \\"x y\\"' }]);
    expect(marked).toEqual([".a == 'x y'"]);
    const broken = await run({ 'a.json': withCondition(".a=='x'") });
    expect(broken.issues).toMatchObject([{ code: 'jq/condition' }]);
  });

  test.each([
    ['{{{ .event.diff.after.title }}}', 'Handlebars', '{{ .event.diff.after.title }}'],
    ['Hello {{{.event.id}}}!', 'Handlebars', '{{.event.id}}'],
    ['{{{ .event.id | ascii_upcase }}} and {{ .event.id }}', 'Handlebars', '{{ .event.id | ascii_upcase }}'],
    [
      '{{{title: .event.diff.after.title}}}',
      'needs a space between its braces',
      '{{ {title: .event.diff.after.title} }}',
    ],
  ])('names the third brace of %s, and offers what was meant', async (text, reason, suggestion) => {
    const { issues, marked } = await run({ 'a.json': withBody({ text }) });
    expect(issues).toMatchObject([{ code: 'jq/template', message: expect.stringContaining(reason), suggestion }]);
    expect(marked[0]).toMatch(/^\{\{\{.*\}\}\}$/);
  });

  test('reports unbalanced braces at their place', async () => {
    const { issues, marked } = await run({
      'a.json': withBody({ a: '{"x": {"y": 1}}', b: '{{ .a', '{{ {a: {b: 1}} }}': 1 }),
    });
    expect(issues.map((issue) => issue.code)).toEqual(Array(3).fill('template/stray-braces'));
    expect(marked).toEqual(['}}', '{{', '}}']);
  });

  test('accepts spreadValue as a key', async () => {
    expect((await run({ 'a.json': withBody({ '{{ spreadValue() }}': '{{ .event }}' }) })).issues).toEqual([]);
  });

  test('suggests replacements in the notation of the file', async () => {
    const event = { type: 'ENTITY_UPDATED', blueprint: 'service' };
    const { issues, marked } = await run({ 'a.json': { ...valid, trigger: { type: 'automation', event } } });
    expect(issues.map((issue) => issue.suggestion)).toEqual(['"blueprintIdentifier"']);
    expect(marked).toEqual(['"blueprint"']);
    const yaml = await run({
      'a.yml':
        "identifier: a\npublish: true\ntrigger: {type: automation, event: {type: RUN_CREATED, 'action': x}}\ninvocationMethod:\n  type: SLACK\n  url: https://x\n",
    });
    expect(yaml.issues.map((issue) => issue.suggestion)).toEqual(["'actionIdentifier'", 'WEBHOOK']);
  });

  test('validates a single definition with JSON Pointers', async () => {
    expect(await validateAutomation(valid, tools)).toEqual({ automation: valid, issues: [] });
    const { automation, issues } = await validateAutomation(
      withBody({ 'a/b': '{{ .x |', c: "{{ .a == 'x' }}" }),
      tools,
    );
    expect(automation).toBeNull();
    expect(issues.map(({ code, severity, pointer }) => [code, severity, pointer])).toEqual([
      ['template/stray-braces', 'error', '/invocationMethod/body/a~1b'],
      ['jq/single-quotes', 'warning', '/invocationMethod/body/c'],
    ]);
    expect((await validateAutomation(7, tools)).issues).toMatchObject([{ code: 'schema/wrong-type', pointer: '' }]);
  });

  test('has no issues without files', async () => {
    expect(await validate([], tools)).toEqual({ definitions: [], readable: [], issues: [] });
  });
});
