import { describe, expect, test } from 'vitest';
import { backends } from '../../../../src/backends/index.ts';
import type { Json, JsonObject } from '../../../../src/core/json.ts';
import { jsonPointer } from '../../../../src/core/source/place-finding.ts';
import { checkShape } from '../../../../src/core/validate/schema/check-shape.ts';
import { compileChecks } from '../../../../src/core/validate/schema/compile-checks.ts';

const checks = compileChecks(backends);
const valid = {
  identifier: 'restart',
  trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
  publish: true,
} satisfies JsonObject;

const event = (event: Json): Json => ({ ...valid, trigger: { type: 'automation', event } });
const method = (invocationMethod: Json): Json => ({ ...valid, invocationMethod });

/** Findings as `pointer code message`. */
function problems(value: Json): string[] {
  return checkShape(value, checks).map(({ code, path, message }) => `${jsonPointer(path)} ${code} ${message}`);
}

describe('core/validate/schema/check-shape', () => {
  test('finds nothing in a valid definition', () => {
    expect(problems(valid)).toEqual([]);
    expect(
      problems({
        ...valid,
        title: 'Restart',
        icon: 'Service',
        description: '',
        requiredApproval: false,
        allowAnyoneToViewRuns: true,
        trigger: { ...valid.trigger, condition: { type: 'JQ', expressions: [], combinator: 'or' } },
      }),
    ).toEqual([]);
  });

  test('limits indexed names in bytes', () => {
    const long = { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'b', propertyIdentifier: 'p'.repeat(501) };
    expect(problems({ ...valid, identifier: 'é'.repeat(501) })).toEqual([
      '/identifier schema/wrong-format `identifier` must be at most 1000 bytes long; it has 1002.',
    ]);
    expect(problems({ ...valid, identifier: 'é'.repeat(1001) })).toEqual([
      '/identifier schema/wrong-format `identifier` must be at most 1000 characters long; it has 1001.',
    ]);
    expect(problems(event(long))).toEqual([
      '/trigger/event/propertyIdentifier schema/wrong-format `trigger.event.propertyIdentifier` must be at most 500 bytes long; it has 501.',
    ]);
    expect(problems(event({ ...long, propertyIdentifier: 'p'.repeat(500) }))).toEqual([]);
  });

  test.each<Json>([true, null, 'yes', { type: 'ANY' }, { type: 'ALL' }, {}])(
    'an approval of %j is refused',
    (asked) => {
      expect(problems({ ...valid, requiredApproval: asked })).toEqual([
        expect.stringContaining('/requiredApproval definition/approval Automations cannot require approval'),
      ]);
    },
  );

  test('reports fields that have no effect', () => {
    const found = problems({
      ...valid,
      approvalNotification: { type: 'webhook', url: 'https://example.com', format: 'slack' },
      allowAnyoneToViewRuns: false,
    });
    expect(found.map((line) => line.slice(0, 60))).toEqual([
      '/approvalNotification definition/no-effect `approvalNotifica',
      '/allowAnyoneToViewRuns definition/no-effect `allowAnyoneToVi',
    ]);
  });

  test.each<[JsonObject, string]>([
    [{ title: null }, '/title schema/wrong-type `title` must be text, not null.'],
    [{ icon: null }, '/icon schema/wrong-type `icon` must be text, not null.'],
    [{ description: null }, '/description schema/wrong-type `description` must be text, not null.'],
    [{ approvalNotification: { type: 'pager' } }, '/approvalNotification/type schema/unknown-value '],
    [{ approvalNotification: { type: 'webhook' } }, '/approvalNotification schema/missing-field '],
    [
      { approvalNotification: { type: 'email', url: 'https://example.com' } },
      '/approvalNotification/url schema/unknown-field ',
    ],
    [{ approvalNotification: { type: 'email', to: 'a' } }, '/approvalNotification/to schema/unknown-field '],
  ])("what Port's API refuses is an error: %j", (more, expected) => {
    const errors = problems({ ...valid, ...more }).filter((line) => !line.includes(' definition/no-effect '));
    expect(errors).toEqual([expect.stringContaining(expected)]);
  });

  test.each<[JsonObject, string]>([
    [{ title: null }, '/title schema/wrong-type '],
    [{ identifier: { combinator: 'and', rules: [] } }, '/identifier schema/wrong-type '],
    [{ properties: 'none' }, '/properties schema/wrong-format '],
    [{ relations: 'none' }, '/relations schema/wrong-format '],
    [{ relations: { owner: { combinator: 'and', rules: [] } } }, '/relations/owner schema/wrong-type '],
    [{ properties: '{{ .event.diff.after.properties }}' }, '/properties definition/wider-than-port '],
    [{ relations: '{{ .event.diff.after.relations }}' }, '/relations definition/wider-than-port '],
  ])('checks a mapping against what Port accepts: %j', (mapping, expected) => {
    expect(problems(method({ type: 'UPSERT_ENTITY', blueprintIdentifier: 'service', mapping }))).toEqual([
      expect.stringContaining(`/invocationMethod/mapping${expected}`),
    ]);
  });

  test.each<[JsonObject, string]>([
    [{ type: 'WEBHOOK', url: 'https://example.com', body: '{{ .event }}' }, 'body'],
    [{ type: 'KAFKA', payload: '{{ .event }}' }, 'payload'],
    [{ type: 'AZURE_DEVOPS', org: 'a', webhook: 'b', payload: '{{ .event }}' }, 'payload'],
  ])('warns that a text body works here but not in Port: %j', (invocation, field) => {
    expect(problems(method(invocation))).toEqual([
      expect.stringContaining(`/invocationMethod/${field} definition/wider-than-port `),
    ]);
  });

  test('reports an omitted publish without an error', () => {
    const { publish: _, ...rest } = valid;
    expect(problems(rest)).toEqual([expect.stringContaining(' definition/publish-omitted ')]);
    expect(problems({ ...rest, publsh: true })).toEqual([expect.stringContaining('did you mean `publish`?')]);
  });

  test.each<[string, Json, string]>([
    ['no object', ['x'], ' schema/wrong-type A definition must be an object, not a list.'],
    [
      'a misspelled required field is one mistake, not two',
      event({ type: 'ENTITY_UPDATED', blueprint: 'service' }),
      '/trigger/event/blueprint schema/unknown-field `blueprint` is not a field of `trigger.event`; did you mean `blueprintIdentifier`?',
    ],
    [
      'an unknown event',
      event({ type: 'ENTITY_CHANGED', blueprintIdentifier: 'x' }),
      '/trigger/event/type schema/unknown-value `trigger.event.type` must be one of `ENTITY_CREATED`, `ENTITY_UPDATED`, `ENTITY_DELETED`, `ANY_ENTITY_CHANGE`, `TIMER_PROPERTY_EXPIRED`, `RUN_CREATED`, `RUN_UPDATED` or `ANY_RUN_CHANGE`, not "ENTITY_CHANGED"; did you mean `ENTITY_UPDATED`?',
    ],
    [
      'a timer without its property',
      event({ type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'x' }),
      '/trigger/event schema/missing-field `propertyIdentifier` is missing from `trigger.event`: the timer property of the blueprint.',
    ],
    [
      'both targets',
      event({ type: 'RUN_UPDATED', blueprintIdentifier: 'x', actionIdentifier: 'y' }),
      '/trigger/event/blueprintIdentifier schema/two-targets A trigger of type RUN_UPDATED listens to runs of an action; remove `blueprintIdentifier`.',
    ],
    [
      'the wrong target',
      event({ type: 'RUN_UPDATED', blueprintIdentifier: 'x' }),
      '/trigger/event/blueprintIdentifier schema/unknown-field A trigger of type RUN_UPDATED listens to runs of an action, so it needs `actionIdentifier` instead of `blueprintIdentifier`.',
    ],
    [
      'an event without a type',
      event({ blueprintIdentifier: 'x' }),
      '/trigger/event schema/missing-field `type` is missing from `trigger.event`.',
    ],
    [
      'an unknown invocation method',
      method({ type: 'WEBHOK', url: 'x' }),
      '/invocationMethod/type schema/unknown-value `invocationMethod.type` must be one of',
    ],
    [
      'a wrong type two levels down',
      method({ type: 'WEBHOOK', url: 'https://x', headers: { a: 1 } }),
      '/invocationMethod/headers/a schema/wrong-type `invocationMethod.headers.a` must be text, not 1.',
    ],
    [
      'a bad identifier',
      { ...valid, identifier: 'a b' },
      '/identifier schema/wrong-format `identifier` may contain only letters, digits and @ _ . + : = -, not "a b".',
    ],
    [
      'a field of an export',
      { ...valid, createdAt: 'x' },
      '/createdAt schema/read-only-field `createdAt` is read-only: only the server sets it. Remove it.',
    ],
    [
      'an unknown field far from any known one',
      { ...valid, zzz: 1 },
      '/zzz schema/unknown-field `zzz` is not a field of an automation; the fields are `identifier`,',
    ],
    [
      'a combinator',
      { ...valid, trigger: { ...valid.trigger, condition: { type: 'JQ', expressions: [1], combinator: 'and' } } },
      '/trigger/condition/expressions/0 schema/wrong-type `trigger.condition.expressions[0]` must be text, not 1.',
    ],
    [
      'an element of a prototype',
      event({ type: 'constructor', blueprintIdentifier: 'x' }),
      '/trigger/event/type schema/unknown-value ',
    ],
    ['an empty object', {}, ' schema/missing-field `identifier` is missing from this automation'],
  ])('%s', (_, value, expected) => {
    const found = problems(value).filter((problem) => !problem.includes('publish-omitted'));
    expect(found[0]?.slice(0, expected.length)).toBe(expected);
    expect(found).toHaveLength(Object.keys(value as object).length === 0 ? 3 : 1);
  });

  test('reports several mistakes together', () => {
    const value = { ...valid, titel: 'x', publish: 'yes', invocationMethod: { type: 'WEBHOOK', uri: 'x', agent: 7 } };
    expect(problems(value).map((problem) => problem.split(' ').slice(0, 2).join(' '))).toEqual([
      '/titel schema/unknown-field',
      '/publish schema/wrong-type',
      '/invocationMethod/uri schema/unknown-field',
      '/invocationMethod/agent schema/wrong-type',
    ]);
  });

  test('reports a self-service action in one sentence', () => {
    expect(problems({ identifier: 'x', trigger: { type: 'self-service', operation: 'CREATE' } })).toEqual([
      '/trigger/type definition/self-service `x` is a self-service action, which people start, not events; move it out of the automations folder.',
    ]);
  });

  test('accepts an alias with a warning and checks it as its real type', () => {
    expect(problems(method({ type: 'SLACK', url: 'https://example.com', bdy: {} }))).toEqual([
      '/invocationMethod/bdy schema/unknown-field `bdy` is not a field of `invocationMethod`; did you mean `body`?',
      "/invocationMethod/type definition/deprecated-type `SLACK` is not accepted by Port's API; it runs as `WEBHOOK`, so write that instead.",
    ]);
  });

  test('suggests a replacement for a misspelled name', () => {
    const [problem] = checkShape(event({ type: 'ENTITY_UPDATED', blueprint: 'x' }), checks);
    expect(problem).toMatchObject({ part: 'key', replacement: 'blueprintIdentifier' });
  });

  test.each(['POST', 'get', 'Patch', '{{ .event.x }}'])('accepts a webhook with the method %s', (verb) => {
    expect(problems(method({ type: 'WEBHOOK', url: 'https://example.com', method: verb }))).toEqual([]);
  });

  test.each([
    'https://example.com/a?b',
    'HTTP://127.0.0.1:1',
    '{{ .secrets.URL }}',
    '<CHAT_URL>',
    'YOUR_SLACK_WEBHOOK_URL',
  ])('accepts a webhook to %s', (url) => {
    expect(problems(method({ type: 'WEBHOOK', url }))).toEqual([]);
  });

  test('reports a webhook that could never be called', () => {
    expect(problems(method({ type: 'WEBHOOK', url: 'https://example.com', method: 'FETCH' }))).toEqual([
      expect.stringMatching(
        /^\/invocationMethod\/method schema\/unknown-value .* must be one of `POST`, `PUT`, `PATCH`, `GET` or `DELETE`, not "FETCH"/,
      ),
    ]);
    for (const url of ['ht!tp://x', '/rel', 'https://', 'ftp://example.com']) {
      const expected = '/invocationMethod/url schema/wrong-format `invocationMethod.url` must be an address';
      expect(problems(method({ type: 'WEBHOOK', url }))).toEqual([expect.stringContaining(expected)]);
    }
  });

  test('rejects owner and repository in one name', () => {
    const github = (org: string, repo: string) => problems(method({ type: 'GITHUB', org, repo, workflow: 'a.yml' }));
    expect(github('acme', 'acme/shop')).toEqual([
      '/invocationMethod/repo schema/wrong-format `invocationMethod.repo` must be a name without slashes or spaces; its owner has its own field, `org`, not "acme/shop".',
    ]);
    expect(github('acme', 'a shop')).toEqual([expect.stringContaining('must be a name without slashes or spaces')]);
    expect(github('acme/shop', 'shop')).toEqual([expect.stringContaining('/invocationMethod/org schema/wrong-format')]);
    for (const name of ['shop', '{{ .event.diff.after.properties.url | split("/")[4] }}', '<ORG/REPO>']) {
      expect(github('acme', name)).toEqual([]);
    }
  });

  test('reports lengths in words', () => {
    expect(problems({ ...valid, identifier: '' })[0]).toContain('`identifier` is empty; name the automation');
    expect(problems({ ...valid, identifier: 'x'.repeat(1100) })[0]).toMatch(
      /must be at most \d+ characters long; it has 1100/,
    );
  });

  test('reports a different kind of document as one mistake', () => {
    const wrapped =
      '/automations definition/other-kind Automations must be at the top level of a file, as one object, a list or several documents; remove the enclosing `automations`.';
    expect(problems({ automations: [valid, valid] })).toEqual([wrapped]);
    expect(problems({ automations: valid })).toEqual([wrapped]);
    const expected = [expect.stringMatching(/^ definition\/other-kind This looks like an event, not an automation/)];
    const by = { by: {}, origin: 'API', at: 'x' };
    expect(problems({ action: 'UPDATE', resourceType: 'entity', trigger: by, context: {}, diff: {} })).toEqual(
      expected,
    );
    expect(problems({ type: 'ENTITY_UPDATED', blueprint: 'service', before: {}, after: {} })).toEqual(expected);
    expect(problems({ name: 'x', automation: 'a', event: {}, expect: 'match' })).toEqual([
      expect.stringMatching(/^\/event test\/shape This looks like a test file/),
    ]);
    // A value with both is an automation with mistakes.
    expect(problems({ ...valid, automations: [valid] })).toHaveLength(1);
  });

  test('reports an unmerged map in a closed schema', () => {
    const headers = { '<<': { a: 'x' } };
    expect(problems(method({ type: 'WEBHOOK', url: 'https://example.com', headers }))).toEqual([
      expect.stringMatching(
        /^\/invocationMethod\/headers\/<< schema\/unknown-field `<<` is an ordinary key in YAML 1\.2/,
      ),
    ]);
  });

  test('reports tests in a misnamed file as one mistake', () => {
    expect(problems({ automation: 'a', tests: [] })).toEqual([
      '/tests test/shape This looks like a test file; rename it so that its name ends in `.test.yml`.',
    ]);
  });
});
