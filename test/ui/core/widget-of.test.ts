import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { isObject, type Json, type JsonSchema } from '../../../src/core/json.ts';
import { backendViews } from '../../../src/core/views/backend-views.ts';
import { triggerTypeViews } from '../../../src/core/views/trigger-type-views.ts';
import { jsonAt, withJsonAt } from '../../../src/ui/core/json-at.ts';
import { widgetOf } from '../../../src/ui/core/widget-of.ts';

const forms = { backends: backendViews(backends), triggers: triggerTypeViews() };

/** What a form shows for a value: the paths of its widgets, groups opened. */
function fieldsOf(schema: JsonSchema, path: readonly string[] = []): { path: readonly string[]; type: string }[] {
  return Object.entries(isObject(schema.properties) ? schema.properties : {}).flatMap(([name, property]) => {
    const own = [...path, name];
    const { type } = widgetOf(property as JsonSchema);
    return type === 'group' ? fieldsOf(property as JsonSchema, own) : [{ path: own, type }];
  });
}

describe('ui/core/widget-of', () => {
  test.each(forms.backends.map((backend) => [backend.type, backend] as const))(
    'the fields of %s show its example, and read it back unchanged',
    (_, { schema, example }) => {
      let read: Json = {};
      for (const { path } of fieldsOf(schema)) {
        const shown = jsonAt(example, path);
        if (shown !== undefined) read = withJsonAt(read, path, shown);
      }
      expect(read).toEqual(example);
    },
  );

  test('every field of every backend and trigger has a title and a description', () => {
    const missing = [...forms.backends, ...forms.triggers].flatMap(({ schema, ...named }) =>
      Object.entries(isObject(schema.properties) ? schema.properties : {})
        .filter(([, field]) => isObject(field) && widgetOf(field).type !== 'hidden')
        .filter(([, field]) => !isObject(field) || !field.title || !field.description)
        .map(([name]) => `${'type' in named ? named.type : named.event}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test.each([
    [{ const: 'WEBHOOK' }, { type: 'hidden' }],
    [{ enum: ['JQ'] }, { type: 'hidden' }],
    [{ enum: ['and', 'or'] }, { type: 'choice', options: ['and', 'or'], open: false }],
    [{ type: 'string' }, { type: 'text' }],
    [{ type: ['string', 'null'] }, { type: 'text' }],
    [
      { type: 'string', examples: ['POST'] },
      { type: 'choice', options: ['POST'], open: true },
    ],
    [{ type: ['boolean', 'string'] }, { type: 'boolean', templates: true }],
    [{ type: 'boolean' }, { type: 'boolean', templates: false }],
    [{ type: 'object', additionalProperties: { type: 'string' } }, { type: 'pairs' }],
    [{ type: 'object', properties: {} }, { type: 'group' }],
    [{ type: ['object', 'array', 'string'] }, { type: 'json' }],
    [{ type: 'object' }, { type: 'json' }],
    [{}, { type: 'json' }],
  ])('%j is edited as %j', (schema, widget) => {
    expect(widgetOf(schema)).toEqual(widget);
  });
});
