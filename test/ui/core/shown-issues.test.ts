import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { type Draft, draftOf, newDefinition, withField } from '../../../src/ui/core/draft.ts';
import { shownIssues } from '../../../src/ui/core/shown-issues.ts';
import { jqForTests } from '../../jq/jq.ts';

const tools = { backends, jq: jqForTests() };

async function shown(draft: Draft, wasTried: boolean) {
  const { issues } = await validate([{ path: 'automation.json', text: draft.text }], tools);
  const { problems, missing } = shownIssues(draft, issues, wasTried);
  return { problems: problems.map(({ message }) => message), missing: missing.map(({ message }) => message) };
}

const fields = [/^`identifier` is/, /^`trigger.event.blueprintIdentifier` is/, /^`invocationMethod.url` is/];

describe('ui/core/shown-issues', () => {
  test('a blank automation has no problems, and one message for each field to fill in', async () => {
    expect(await shown(draftOf(newDefinition), false)).toEqual({
      problems: [],
      missing: fields.map((field) => expect.stringMatching(field)),
    });
  });

  test('what is missing is a problem once a save was tried, and what is wrong always is', async () => {
    const tried = await shown(draftOf(newDefinition), true);
    expect(tried).toEqual({ problems: fields.map((field) => expect.stringMatching(field)), missing: [] });
    const wrong = await shown(withField(draftOf(newDefinition), ['identifier'], 'a b'), false);
    expect(wrong.problems).toEqual([expect.stringContaining('"a b"')]);
    expect(wrong.missing).toHaveLength(2);
  });

  test('a field whose text is not a value yet has no second message', async () => {
    const path = ['invocationMethod', 'headers'];
    const field = { title: 'Headers', text: '[["", "x"]]', problem: 'A value has no name' };
    const { problems } = await shown(withField(draftOf(newDefinition), path, field.text, field), false);
    expect(problems).toEqual([]);
    const written = await shown(withField(draftOf(newDefinition), path, field.text), false);
    expect(written.problems).toEqual([expect.stringContaining('`invocationMethod.headers`')]);
  });
});
