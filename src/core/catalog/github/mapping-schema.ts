import type { JsonSchema } from '../../json.ts';

const jq = (description: string): JsonSchema => ({ type: ['string', 'number', 'boolean', 'null'], description });

/**
 * The schema of a mapping file in the format of Port's integrations (`port-app-config.yml`); options that they know and
 * this service does not use are allowed.
 */
export const mappingSchema: JsonSchema = {
  type: 'object',
  required: ['resources'],
  properties: {
    resources: {
      type: 'array',
      description: 'What becomes an entity: one item per kind and filter.',
      items: {
        type: 'object',
        required: ['kind', 'port'],
        additionalProperties: false,
        properties: {
          kind: {
            type: 'string',
            description: 'The kind of object on GitHub, such as `repository` or `pull-request`.',
          },
          selector: {
            type: 'object',
            description: 'Which of these objects become entities.',
            properties: {
              query: { type: ['string', 'boolean'], description: 'jq over the object; false excludes it.' },
            },
          },
          port: {
            type: 'object',
            required: ['entity'],
            additionalProperties: false,
            properties: {
              itemsToParse: { type: 'string', description: 'jq for an array; each item becomes a separate entity.' },
              itemsToParseName: {
                type: 'string',
                description: 'The name of the item in expressions; `item` by default.',
              },
              entity: {
                type: 'object',
                required: ['mappings'],
                additionalProperties: false,
                properties: {
                  mappings: {
                    type: 'object',
                    description: 'The entity: every string is jq over the object.',
                    required: ['identifier', 'blueprint'],
                    additionalProperties: false,
                    properties: {
                      identifier: { type: 'string', description: 'jq for the identifier.' },
                      blueprint: { type: 'string', description: 'jq for the blueprint, usually a quoted name.' },
                      title: jq('jq for the title.'),
                      icon: jq('jq for the icon.'),
                      team: jq('jq for the team or teams.'),
                      properties: { type: 'object', description: 'jq for each property.' },
                      relations: { type: 'object', description: 'jq for the identifiers of related entities.' },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};
