import { describe, expect, test } from 'vitest';
import { automation, base, lintFile } from '../lint-file.ts';

const service = {
  identifier: 'service',
  schema: {
    properties: {
      tier: { type: 'string', enum: ['gold', 'critical'] },
      plan: { type: 'string' },
      cpu: { type: 'number' },
      owners: { type: 'array', items: { type: 'string' } },
    },
  },
};

type Trigger = 'ENTITY_CREATED' | 'ENTITY_UPDATED' | 'ENTITY_DELETED';

async function messages(type: Trigger, parts: { expression?: string; template?: string }): Promise<string[]> {
  const event = { type, blueprintIdentifier: 'service' };
  const { expression, template } = parts;
  const definition = automation({
    event,
    ...(expression !== undefined && { expressions: [expression] }),
    ...(template !== undefined && { method: { ...base.invocationMethod, body: { text: template } } }),
  });
  return (await lintFile(definition, { blueprints: [service] })).map(({ code, message }) => `${code}: ${message}`);
}

describe('core/lint/rules/advice', () => {
  test.each<[Trigger, string, string[]]>([
    [
      'ENTITY_CREATED',
      '.diff.before.properties.tier != "critical"',
      [
        'lint/empty-side: `.diff.before` is null for ENTITY_CREATED, so this expression is always true; remove it. The condition is true for every event.',
      ],
    ],
    [
      'ENTITY_UPDATED',
      '.diff.after.properties.tier > 3',
      [
        'lint/constant-comparison: `.diff.after.properties.tier` is "gold" or "critical" and 3 is a number, so this is always true unless the value is null.',
      ],
    ],
    [
      'ENTITY_UPDATED',
      '.diff.after.properties.owners | length = 2',
      ['lint/misread-jq: `=` assigns a value, so this always fails; to compare, write `length == 2`.'],
    ],
    [
      'ENTITY_UPDATED',
      '.diff.after.properties.cpu % 0 == 1',
      ['lint/wrong-type: `.diff.after.properties.cpu % 0` divides by zero, which always fails.'],
    ],
    [
      'ENTITY_UPDATED',
      '.diff.after.properties.cpu + "x" == "3x"',
      [
        'lint/wrong-type: `.diff.after.properties.cpu` is a number and `"x"` is "x"; `+` always fails for these. To join them as text, write `(.diff.after.properties.cpu | tostring)`.',
      ],
    ],
    [
      'ENTITY_UPDATED',
      '.trigger.by.email == "ann@example.com"',
      [
        'lint/event-field: `.trigger.by.email` is null: an event has no `user` object; conditions see only the id, `.trigger.by.userId`.',
      ],
    ],
    ['ENTITY_UPDATED', '.diff.after.properties.owners | index("ann") != null', []],
    ['ENTITY_UPDATED', '.diff.after.title | index("ann") != null', []],
    ['ENTITY_UPDATED', '(.diff.after.properties.cpu | tostring) + "x" == "3x"', []],
    ['ENTITY_UPDATED', '.diff.after.properties.plan | tonumber > 3', []],
  ])('%s: %s', async (type, expression, expected) => {
    expect(await messages(type, { expression })).toEqual(expected);
  });

  test.each<[Trigger, string, string[]]>([
    [
      'ENTITY_DELETED',
      '{{ .event.diff.after.title }}',
      ['lint/empty-side: `.event.diff.after` is null for ENTITY_DELETED; read `.event.diff.before` instead.'],
    ],
    [
      'ENTITY_UPDATED',
      '{{ .event.diff.after.properties.cpu + " %" }}',
      [
        'lint/wrong-type: `.event.diff.after.properties.cpu` is a number and `" %"` is " %"; `+` always fails for these. To join them as text, write `(.event.diff.after.properties.cpu | tostring)`.',
      ],
    ],
    [
      'ENTITY_UPDATED',
      '{{ .event.diff.after.title + 1 }}',
      [
        'lint/wrong-type: `.event.diff.after.title` is text and `1` is 1; `+` always fails for these. To join them as text, write `(1 | tostring)`.',
      ],
    ],
    [
      'ENTITY_UPDATED',
      '{{ .event.diff.after.properties.tier | tonumber }}',
      ['lint/wrong-type: `tonumber` always fails for "gold" or "critical".'],
    ],
    ['ENTITY_UPDATED', '{{ .event.diff.after.title + " is new" }}', []],
    ['ENTITY_UPDATED', '{{ .event.diff.after.properties.cpu + 1 }}', []],
  ])('%s: %s', async (type, template, expected) => {
    expect(await messages(type, { template })).toEqual(expected);
  });
});
