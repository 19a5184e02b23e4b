import { describe, expect, test } from 'vitest';
import { issueCodes } from '../../../src/core/issue/codes/index.ts';
import { codeDocs, explainCode } from '../../../src/core/lint/code-docs.ts';
import { lintRules } from '../../../src/core/lint/index.ts';
import { automation, base, lintFile, lintLines } from './lint-file.ts';

const body = (text: string) => automation({ method: { ...base.invocationMethod, body: { b: text } } });
const url = (address: string, more: Record<string, string | boolean> = {}) =>
  automation({ method: { type: 'WEBHOOK', url: address, ...more } });

describe('core/lint/index', () => {
  test('has no issue for a plain automation', async () => {
    expect(await lintLines(base)).toEqual([]);
  });

  test('documents every code, each under a unique name', () => {
    expect(codeDocs.size).toBe(Object.keys(issueCodes).length + lintRules.length);
    for (const [code, doc] of codeDocs) {
      expect(code).toMatch(/^[a-z]+\/[a-z-]+$/);
      for (const text of [doc.title, doc.why, doc.example, doc.fix]) expect(text.length).toBeGreaterThan(5);
    }
    expect(explainCode('lint/cycle')).toContain('Automations that trigger each other');
    expect(explainCode('lint/nope')).toBeNull();
  });

  test('returns issues with their automation, in file order', async () => {
    const issues = await lintFile([
      automation({ identifier: 'x', expressions: ['.event.diff.after.title == "t"', 'true'], combinator: 'or' }),
      { ...url('http://a.example'), identifier: 'y' },
    ]);
    expect(issues.map((issue) => [issue.automation, issue.code])).toEqual([
      ['x', 'lint/condition-root'],
      ['x', 'lint/always-fires'],
      ['y', 'lint/plain-http'],
    ]);
  });
});

describe('core/lint/condition-root', () => {
  test.each([
    ['.event.diff.after.title == "x"', ['condition-root .event.diff.after.title → .diff.after.title']],
    ['(.event.diff.before | .title) == "x"', ['condition-root .event.diff.before → .diff.before']],
    ['.properties.status == "x"', ['condition-root .properties.status → .diff.after.properties.status']],
    ['.dif.after.title == "x"', ['condition-root .dif → .diff']],
    ['.inputs == null', ['condition-root .inputs']],
    ['.diff.after | .event == "x" and .properties', ['unknown-path .event']],
    ['.context.entityIdentifier == "event.x"', []],
    ['(try error("x") catch .message) == "x"', []],
    ['[.diff.after.properties.list[]? | {name}] | INDEX(.[]; .name) | has("x")', []],
    ['(reduce .diff.after.properties.pairs[] as [$a, $b] (0; . + .n)) > 1', []],
  ])('%s', async (expression, expected) => {
    expect(await lintLines(automation({ expressions: [expression] }))).toEqual(expected);
  });
});

describe('core/lint/template-in-condition', () => {
  test.each([
    ['.diff.after.properties.t == "{{ .secrets.T }}"', ['template-in-condition {{ .secrets.T }}']],
    ['.diff.after.title == "{{"', []],
    ['.diff.after.title == "{}"', []],
  ])('%s', async (expression, expected) => {
    expect(await lintLines(automation({ expressions: [expression] }))).toEqual(expected);
  });

  test('does not suggest a template for a secret in a condition', async () => {
    const expression = '.diff.after.title == "ghp_0123456789abcdefghijklmnopqrstuvwxyz"';
    const [issue] = await lintFile([automation({ expressions: [expression] })]);
    expect(issue).toMatchObject({
      code: 'lint/hard-coded-secret',
      message: expect.stringContaining('conditions cannot read secrets'),
    });
  });
});

describe('core/lint/template-root', () => {
  test.each([
    ['{{ .diff.after.title }}', ['template-root .diff.after.title → .event.diff.after.title']],
    [
      'to {{ .context.entityIdentifier | ascii_downcase }}',
      ['template-root .context.entityIdentifier → .event.context.entityIdentifier'],
    ],
    ['{{ .inputs }}', ['template-root .inputs']],
    ['{{ .entity.title }}', ['template-root .entity.title']],
    ['{{ .evnet.diff }}', ['template-root .evnet → .event']],
    ['{{ .event.diff.after | .title + .diff }}', ['unknown-path .diff']],
    ['{{ . }} {{ .run.id }} {{ .secrets["a-b"] }} {{ .trigger.by.user.email }} {{ .action.identifier }}', []],
  ])('%s', async (text, expected) => {
    expect(await lintLines(body(text))).toEqual(expected);
  });
});

describe('core/lint/empty-side', () => {
  test('reports reads before a creation and after a deletion', async () => {
    const created = { type: 'ENTITY_CREATED', blueprintIdentifier: 'x' };
    const deleted = { type: 'ENTITY_DELETED', blueprintIdentifier: 'x' };
    const method = { type: 'WEBHOOK', url: 'https://x.example/{{ .event.diff.after.identifier | @uri }}' };
    expect(await lintLines(automation({ event: created, expressions: ['.diff.before.title == "x"'], method }))).toEqual(
      ['empty-side .diff.before.title'],
    );
    expect(await lintLines(automation({ event: deleted, expressions: ['.diff.after == null'], method }))).toEqual([
      'always-fires ".diff.after == null"',
      'empty-side .event.diff.after.identifier',
    ]);
  });
});

describe('core/lint/unsynchronized-api-call', () => {
  test.each([
    [
      url('https://api.getport.io/v1/actions/x/runs'),
      ['unsynchronized-api-call "https://api.getport.io/v1/actions/x/runs"'],
    ],
    [url('https://api.us.port.io/v1/x', { synchronized: false }), ['unsynchronized-api-call false']],
    [url('https://api.port.io/v1/x', { synchronized: true }), []],
    [url('https://api.port.io/v1/x', { synchronized: '{{ .event.diff != null }}' }), []],
    [url('https://api.getport.io.example.com/x'), []],
    [url('https://example.com/x'), []],
  ])('case %#', async (value, expected) => {
    expect(await lintLines(value)).toEqual(expected);
  });
});

describe('core/lint/plain-http', () => {
  test.each([
    ['http://hooks.example.com/x', ['plain-http http → https']],
    ['http://{{ .secrets.HOST }}/x', ['plain-http http → https']],
    ['http://localhost:3000/x', []],
    ['http://127.0.0.1/x', []],
    ['http://[::1]:80/x', []],
    ['http://localhost.example.com/x', ['plain-http http → https']],
    ['https://example.com', []],
  ])('%s', async (text, expected) => {
    expect(await lintLines(url(text))).toEqual(expected);
  });
});

describe('core/lint/placeholder', () => {
  test.each([
    ['https://x.example/<YOUR_WEBHOOK>', ['placeholder <YOUR_WEBHOOK>']],
    ['{{ .secrets.<TEAM-ID> }}', ['placeholder <TEAM-ID>']],
    ['at <your org name> and YOUR_TOKEN', ['placeholder <your org name>', 'placeholder YOUR_TOKEN']],
    ['<port-region>', ['placeholder <port-region>']],
    ['https://gitlab.example/projects/{GITLAB_PROJECT_ID}/x', ['placeholder {GITLAB_PROJECT_ID}']],
    ['https://{INSTANCE}/api', ['placeholder {INSTANCE}']],
    ['https://hooks.slack.com/services/YOUR/WEBHOOK/URL', ['placeholder YOUR/WEBHOOK/URL']],
    [
      `https://hooks.slack.com/services/T00000000/B00000000/${'X'.repeat(24)}`,
      [`placeholder T00000000/B00000000/${'X'.repeat(24)}`],
    ],
    [`Bearer ${'ghp'}_${'x'.repeat(36)}`, [`placeholder ${'ghp'}_${'x'.repeat(36)}`]],
    ['https://your-company.atlassian.net/rest', ['placeholder your-company']],
    ['https://api.your-domain.com/x', ['placeholder your-domain']],
    ['in your-team, {a} and {"A":1}', []],
    ['<@U123> <!here> <https://a.example|text> a < b > c <br> <b>x</b>', []],
  ])('%s', async (text, expected) => {
    expect(await lintLines(body(text))).toEqual(expected);
  });
});

describe('core/lint/hard-coded-secret', () => {
  // Concatenated, so that no scanner reports this file as a leak.
  const join = (...parts: string[]) => parts.join('');
  test.each([
    join('https://hooks.slack.com/', 'services/T0000ABCD/B0000ABCD/abcdefghijklmnop'),
    join('xo', 'xb-123456789012-abcdefghijkl'),
    join('gh', 'p_0123456789abcdefghijklmnopqrstuvwxyz'),
    join('github', '_pat_0123456789abcdefghijklmnopqrstuvwxyz'),
    join('AK', 'IAABCDEFGHIJKLMNOP'),
    join('-----BEGIN RSA PRIV', 'ATE KEY-----'),
    join('ey', 'JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijklmnop'),
  ])('finds %s', async (secret) => {
    const issues = await lintFile(body(`x ${secret} y`));
    const found = issues.map(({ code, severity, marked }) => [code, severity, marked]);
    expect(found).toEqual([['lint/hard-coded-secret', 'error', secret]]);
  });

  test('finds a literal credential by its key, but no template or placeholder', async () => {
    const headers = {
      Authorization: 'Bearer 1a2b3c4d5e6f7a8b9c0d',
      'X-Api-Key': '{{ .secrets.KEY }}',
      'Private-Token': 'YOUR_TOKEN_0123456789',
      'Content-Type': 'application/json',
    };
    const key = '0123456789abcdef0123456789abcdef';
    const method = { ...base.invocationMethod, headers, body: { routing_key: key, token: 'see docs' } };
    expect(await lintLines(automation({ method }))).toEqual([
      'hard-coded-secret 1a2b3c4d5e6f7a8b9c0d',
      'placeholder YOUR_TOKEN_0123456789',
      `hard-coded-secret ${key}`,
    ]);
  });

  test('requires a random-looking value for keys that may name a topic or service', async () => {
    const names = {
      routing_key: 'events.deployments.v2',
      'routing-key': 'eventsDeploymentsProduction2',
      service_key: 'payments-service-v2',
      integration_key: 'c1-production-cluster-9',
    };
    expect(await lintLines(automation({ method: { ...base.invocationMethod, body: names } }))).toEqual([]);
    const key = 'R0123ABCDEFGH4IJKLMN';
    const method = { ...base.invocationMethod, body: { service_key: key, pd_integration_key: key } };
    expect(await lintLines(automation({ method }))).toEqual([`hard-coded-secret ${key}`, `hard-coded-secret ${key}`]);
  });

  test.each(['eyJ'.repeat(30_000), 'a:'.repeat(50_000), `http://${'a'.repeat(100_000)}`, '<'.repeat(50_000)])(
    'a long hostile text is harmless, case %#',
    async (text) => {
      expect(await lintLines(body(text))).toEqual([]);
    },
  );
});
