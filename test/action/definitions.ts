import type { JsonObject } from '../../src/core/json.ts';

/** A valid definition without any issue, as the text of a JSON file. */
export function definition(identifier: string, changes: JsonObject = {}): string {
  return JSON.stringify(
    {
      identifier,
      title: `Title of ${identifier}`,
      trigger: {
        type: 'automation',
        event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
        condition: { type: 'JQ', expressions: ['.diff.after.properties.status == "open"'], combinator: 'and' },
      },
      invocationMethod: { type: 'WEBHOOK', url: 'https://example.com/hook', synchronized: true },
      publish: true,
      ...changes,
    },
    null,
    2,
  );
}
