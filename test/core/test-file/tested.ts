import { backends } from '../../../src/backends/index.ts';
import { runTestFiles } from '../../../src/core/test-file/test-file.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';

/** A definition of the automation `a` with these expressions, one per line from line 8. */
export function conditions(expressions: readonly string[], combinator = 'and'): string {
  return `identifier: a
trigger:
  type: automation
  event: { type: ENTITY_UPDATED, blueprintIdentifier: service }
  condition:
    type: JQ
    expressions:
${expressions.map((expression) => `      - '${expression.replaceAll("'", "''")}'`).join('\n')}
    combinator: ${combinator}
invocationMethod: { type: WEBHOOK, url: "https://example.com" }
publish: true
`;
}

/** Tests of `a`, from the properties after a change and whether it matches. */
export function testsOf(...cases: readonly [string, string][]): string {
  const tests = cases.map(
    ([after, expect], index) =>
      `  - { name: t${index}, expect: ${expect}, event: { type: ENTITY_UPDATED, blueprint: service, before: {}, after: { properties: ${after} } } }`,
  );
  return `automation: a\ntests:\n${tests.join('\n')}\n`;
}

/** Validates a definition and runs its tests. */
export async function tested(definition: string, tests: string) {
  const jq = jqForTests();
  const { definitions } = await validate([{ path: 'a.yml', text: definition }], { backends, jq });
  return { definitions, ran: await runTestFiles([{ path: 'a.test.yml', text: tests }], definitions, jq) };
}
