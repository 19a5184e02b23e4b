import { backends } from '../../../src/backends/index.ts';
import type { Issue } from '../../../src/core/issue/issue.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { type LintWorld, lint } from '../../../src/core/lint/index.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();

/** A valid automation to start from. */
export const base = {
  identifier: 'a',
  trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
  publish: true,
} satisfies JsonObject;

/** The valid automation with a different condition, event or invocation method. */
export function automation(parts: {
  identifier?: string;
  event?: Json;
  expressions?: Json;
  combinator?: string;
  method?: JsonObject;
  publish?: boolean;
}): JsonObject {
  const {
    identifier = 'a',
    event = base.trigger.event,
    expressions,
    combinator = 'and',
    method,
    publish = true,
  } = parts;
  const condition: JsonObject = { type: 'JQ', expressions: expressions ?? [], combinator };
  return {
    identifier,
    trigger: { type: 'automation', event, ...(expressions !== undefined && { condition }) },
    invocationMethod: method ?? base.invocationMethod,
    publish,
  };
}

/** Lints a file of definitions and returns each issue with the text that it marks. */
export async function lintFile(value: Json, world: Partial<LintWorld> = {}): Promise<(Issue & { marked: string })[]> {
  const text = JSON.stringify(value, null, 1);
  const { definitions, issues } = await validate([{ path: 'a.json', text }], { backends, jq });
  if (issues.some((issue) => issue.severity === 'error')) throw new Error(JSON.stringify(issues));
  return (await lint(definitions, { backends, jq, ...world })).map((issue) => {
    const { start, end } = issue.range;
    const line = text.split('\n')[start.line - 1] ?? '';
    return { ...issue, marked: line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined) };
  });
}

/** Lints a file of definitions and returns each issue as `code marked → suggestion`. */
export async function lintLines(value: Json, world: Partial<LintWorld> = {}): Promise<string[]> {
  return (await lintFile(value, world)).map(({ code, marked, suggestion }) => {
    return `${code.replace('lint/', '')} ${marked}${suggestion === undefined ? '' : ` → ${suggestion}`}`;
  });
}
