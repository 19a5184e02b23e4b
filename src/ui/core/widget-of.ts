import { isObject, type JsonSchema } from '../../core/json.ts';

/** How a form edits a field. */
export type Widget =
  /** Not edited: there is only one value. */
  | { type: 'hidden' }
  | { type: 'text' }
  /** `open`: other text, such as a template, is allowed too. */
  | { type: 'choice'; options: readonly string[]; open: boolean }
  /** True, false, or a template for one of them. */
  | { type: 'boolean'; templates: boolean }
  /** Names and texts, one pair a row. */
  | { type: 'pairs' }
  /** Fields of its own. */
  | { type: 'group' }
  /** Anything else, as JSON. */
  | { type: 'json' };

/** Chooses how a form edits the values of a schema. */
export function widgetOf(schema: JsonSchema): Widget {
  if ('const' in schema) return { type: 'hidden' };
  const options = textsOf(schema.enum);
  if (options !== null) return options.length === 1 ? { type: 'hidden' } : { type: 'choice', options, open: false };
  const types = [schema.type].flat();
  if (types.includes('boolean')) return { type: 'boolean', templates: types.includes('string') };
  if (types.length === 1 && types[0] === 'object') {
    if (isObject(schema.properties)) return { type: 'group' };
    const values = schema.additionalProperties;
    return isObject(values) && values.type === 'string' ? { type: 'pairs' } : { type: 'json' };
  }
  if (types.every((type) => type === 'string' || type === 'null')) {
    const examples = textsOf(schema.examples);
    return examples === null ? { type: 'text' } : { type: 'choice', options: examples, open: true };
  }
  return { type: 'json' };
}

function textsOf(values: unknown): string[] | null {
  if (!Array.isArray(values) || values.length === 0) return null;
  return values.every((value): value is string => typeof value === 'string') ? values : null;
}
