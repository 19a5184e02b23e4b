import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { isDefinitionFile, isTestFile } from '../../../src/core/source/source.ts';
import { runTestFiles } from '../../../src/core/test-file/test-file.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();

const opened = `
identifier: opened
trigger:
  type: automation
  event: { type: ENTITY_UPDATED, blueprintIdentifier: service }
  condition: { type: JQ, expressions: ['.diff.after.properties.status == "open"'], combinator: and }
invocationMethod:
  type: WEBHOOK
  url: "https://example.com/{{ .event.context.entityIdentifier }}"
  headers: { authorization: "Bearer {{ .secrets.TOKEN }}" }
  body: { status: "{{ .event.diff.after.properties.status }}", list: [1, "{{ .run.id }}"] }
publish: false
`;

/** Runs a YAML test file against one automation; returns outcomes, and issues as `line:column code message`. */
async function run(tests: string, definition = opened) {
  const { definitions } = await validate([{ path: 'a.yml', text: definition }], { backends, jq });
  const ran = await runTestFiles([{ path: 'a.test.yml', text: tests }], definitions, jq);
  const issues = ran.issues.map(
    ({ range: { start }, code, message }) => `${start.line}:${start.column} ${code} ${message}`,
  );
  return { outcomes: ran.results.map(({ outcome }) => outcome), issues, details: ran.issues.map((one) => one.details) };
}

const updated = (after: string) =>
  `{ type: ENTITY_UPDATED, blueprint: service, entity: a, before: {}, after: ${after} }`;

describe('core/test-file/test-file', () => {
  test('passes the tests of the automations in this repository', async () => {
    const folder = new URL('../../../automations/', import.meta.url);
    const files = readdirSync(folder).map((name) => ({
      path: name,
      text: readFileSync(new URL(name, folder), 'utf8'),
    }));
    const { definitions } = await validate(
      files.filter(({ path }) => isDefinitionFile(path)),
      { backends, jq },
    );
    const { results, issues } = await runTestFiles(
      files.filter(({ path }) => isTestFile(path)),
      definitions,
      jq,
    );
    expect(issues).toEqual([]);
    expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'passed'));
    expect(new Set(results.map(({ automation }) => automation)).size).toBe(definitions.length);
  });

  test('passes for match, no match and a partial request, and tests a draft as if it were published', async () => {
    const said = await run(`
automation: opened
tests:
  - name: open
    event: ${updated('{ properties: { status: open } }')}
    request: { url: https://example.com/a, body: { status: open }, headers: { authorization: "Bearer [secret TOKEN]" } }
  - name: closed
    event: ${updated('{ properties: { status: closed } }')}
    expect: no-match
  - name: the secret of the test
    secrets: { TOKEN: abc }
    event: ${updated('{ properties: { status: open } }')}
    request: { headers: { authorization: Bearer abc } }
  - name: a secret that is not set
    secrets: { TOKEN: null }
    event: ${updated('{ properties: { status: open } }')}
    request: { headers: { authorization: Bearer null } }
`);
    expect(said).toEqual({ outcomes: ['passed', 'passed', 'passed', 'passed'], issues: [], details: [] });
  });

  test('accepts the full form of an event', async () => {
    const said = await run(`
automation: opened
tests:
  - name: open
    event:
      resourceType: entity
      action: UPDATE
      context: { blueprintIdentifier: service, entityIdentifier: a }
      diff: { before: {}, after: { properties: { status: open } } }
    expect: match
`);
    expect(said.outcomes).toEqual(['passed']);
  });

  test('reports a failure at its line with the reason', async () => {
    const said = await run(`
automation: opened
tests:
  - name: closed
    event: ${updated('{ properties: { status: closed } }')}
  - name: other blueprint
    event: { type: ENTITY_CREATED, blueprint: service, after: {} }
    expect: match
  - name: not closed
    event: ${updated('{ properties: { status: open } }')}
    expect: no-match
`);
    expect(said.outcomes).toEqual(['failed', 'failed', 'failed']);
    expect(said.issues).toEqual([
      '4:11 test/failed "closed" expects a match, but `opened` does not match.',
      '8:13 test/failed "other blueprint" expects a match, but `opened` does not match.',
      '11:13 test/failed "not closed" expects no match, but `opened` matches.',
    ]);
    expect(said.details).toEqual([
      '✘ .diff.after.properties.status == "open"  →  false\n    .diff.after.properties.status is "closed"',
      'It listens to ENTITY_UPDATED of the blueprint service; this event is ENTITY_CREATED of the blueprint service.',
      '✔ .diff.after.properties.status == "open"  →  true\n    .diff.after.properties.status is "open"',
    ]);
  });

  test('shows a different request as a diff, at the first value that differs', async () => {
    const said = await run(`
automation: opened
tests:
  - name: open
    event: ${updated('{ properties: { status: open } }')}
    request:
      url: https://example.com/a
      body:
        status: closed
        list: [1]
`);
    expect(said.issues).toEqual([
      '9:17 test/failed "open" expects a different request from `opened`: the two differ in `body.status`.',
    ]);
    expect(said.details[0]?.split('\n')).toEqual([
      '- expected',
      '+ rendered',
      '  {',
      '    "url": "https://example.com/a"',
      '    "body": {',
      '-     "status": "closed"',
      '+     "status": "open"',
      '      "list": [',
      '        1',
      '+       "r_test"',
      '      ]',
      '    }',
      '  }',
    ]);
  });

  test('supports expecting an error of a condition', async () => {
    const definition = opened.replace(
      '.diff.after.properties.status == "open"',
      '.diff.after.properties.status | tonumber',
    );
    const said = await run(
      `
automation: opened
tests:
  - name: no number
    event: ${updated('{ properties: { status: open } }')}
    expect: error
  - name: no number either
    event: ${updated('{ properties: { status: open } }')}
`,
      definition,
    );
    expect(said.outcomes).toEqual(['passed', 'failed']);
    expect(said.issues).toEqual(['7:11 test/failed "no number either" expects a match, but `opened` fails.']);
    expect(said.details[0]).toMatch(/^! \.diff\.after\.properties\.status \| tonumber {2}→ {2}error: /);
  });

  test('tests automations that listen to runs with run events', async () => {
    const definition = opened
      .replace(
        '{ type: ENTITY_UPDATED, blueprintIdentifier: service }',
        '{ type: RUN_UPDATED, actionIdentifier: deploy }',
      )
      .replace('.diff.after.properties.status', '.diff.after.status')
      .replace('{{ .event.context.entityIdentifier }}', '{{ .event.context.action.identifier }}');
    const said = await run(
      `
automation: opened
tests:
  - name: ended
    event: { type: RUN_UPDATED, action: deploy, before: { status: IN_PROGRESS }, after: { status: open } }
    request: { url: https://example.com/deploy }
`,
      definition,
    );
    expect(said).toEqual({ outcomes: ['passed'], issues: [], details: [] });
  });

  test('reports mistakes in the file at their places and runs the other tests', async () => {
    const said = await run(`
automation: opned
tests:
  - name: misspelled
    expects: match
    event: ${updated('{}')}
  - name: no such event
    event: { type: ANY_ENTITY_CHANGE, blueprint: service }
  - name: wrong place
    event: ${updated('{ status: open }')}
  - name: what was before a creation
    event: { type: ENTITY_CREATED, blueprint: service, before: {}, after: {} }
  - name: unknown
    event: ${updated('{}')}
  - event: 3
  - name: asks for nothing
    automation: opened
    event: ${updated('{}')}
    expect: no-match
    request: {}
  - name: runs
    automation: opened
    event: ${updated('{}')}
    expect: no-match
`);
    expect(said.outcomes).toEqual(['failed', 'passed', ...Array(6).fill('failed')]);
    expect(said.issues).toEqual([
      '2:13 test/unknown-automation These files define no automation `opned`; did you mean `opened`?',
      '5:5 test/shape `expects` is not a field of `tests[0]`; did you mean `expect`?',
      '8:20 test/event `ANY_ENTITY_CHANGE` is the name of several kinds of events; choose one of them: ENTITY_CREATED, ENTITY_UPDATED, ENTITY_DELETED, TIMER_PROPERTY_EXPIRED, RUN_CREATED, RUN_UPDATED.',
      expect.stringMatching(
        /^10:\d+ test\/event `status` is not a field of `tests\[2\]\.event\.after`; the fields are /,
      ),
      expect.stringMatching(/^12:\d+ test\/event `before` is not a field of `tests\[3\]\.event`; /),
      expect.stringMatching(/^15:5 test\/shape `name` is missing from `tests\[5\]`/),
      '15:12 test/shape `tests[5].event` must be an object, not 3.',
      '20:5 test/shape A test that expects `no-match` sends no request; remove `request`.',
    ]);
  });

  test('reports an unknown automation once per file and fails each of its tests', async () => {
    const tests = [1, 2].map((n) => `  - { name: t${n}, automation: nope, event: ${updated('{}')} }\n`).join('');
    const said = await run(`tests:\n${tests}  - { name: u, automation: other, event: ${updated('{}')} }\n`);
    expect(said.outcomes).toEqual(['failed', 'failed', 'failed']);
    expect(said.issues).toEqual([
      '2:29 test/unknown-automation These files define no automation `nope`.',
      '4:28 test/unknown-automation These files define no automation `other`.',
    ]);
  });

  test('reports a test or a list of tests without `tests` as one mistake', async () => {
    const one = `name: x\nautomation: opened\nexpect: match\nevent: ${updated('{}')}\n`;
    expect(await run(one)).toMatchObject({
      outcomes: [],
      issues: ['4:1 test/shape This looks like one test; put tests in a list under `tests:`, each starting with `-`.'],
    });
    const item = `- { name: x, automation: opened, event: ${updated('{}')} }\n`;
    expect(await run(item + item)).toMatchObject({
      issues: [expect.stringMatching(/^1:\d+ test\/shape These look like 2 tests; put tests in a list /)],
    });
  });

  test('does not take an inherited property name for an automation or a secret', async () => {
    const said = await run(`
automation: constructor
secrets: { __proto__: x }
tests: [{ name: a, event: ${updated('{}')} }]
`);
    expect(said.issues).toEqual(['2:13 test/unknown-automation These files define no automation `constructor`.']);
  });

  test('reports tests that test nothing', async () => {
    expect(await run('automation: nope\ntests: []\n')).toMatchObject({
      outcomes: [],
      issues: ['2:8 test/vacuous This list contains no tests; add one, or delete the file.'],
    });
    const said = await run(`
automation: opened
tests:
  - name: closed
    event: { type: ENTITY_UPDATED, blueprint: srevice, before: {}, after: {} }
    expect: no-match
  - name: new
    event: { type: ENTITY_CREATED, blueprint: service, after: {} }
    expect: no-match
`);
    expect(said.outcomes).toEqual(['passed', 'passed']);
    expect(said.issues).toEqual([
      '5:5 test/vacuous "closed" tests nothing: this event never reaches `opened`, which only listens to `service`.',
    ]);
  });
});
