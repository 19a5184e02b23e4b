import type { JsonSchema } from '../../json.ts';

const jq = (description: string): JsonSchema => ({ type: ['string', 'number', 'boolean', 'null'], description });

/** The shape of a mapping file, as Port's integrations read it (`port-app-config.yml`); options that they know and we do not use stay allowed. */
export const mappingSchema: JsonSchema = {
  type: 'object',
  required: ['resources'],
  properties: {
    resources: {
      type: 'array',
      description: 'What becomes an entity, one item for each kind and filter.',
      items: {
        type: 'object',
        required: ['kind', 'port'],
        additionalProperties: false,
        properties: {
          kind: { type: 'string', description: 'What it is on GitHub, e.g. `repository` or `pull-request`.' },
          selector: {
            type: 'object',
            description: 'Which of them become entities.',
            properties: {
              query: { type: ['string', 'boolean'], description: 'jq over the object; false leaves it out.' },
            },
          },
          port: {
            type: 'object',
            required: ['entity'],
            additionalProperties: false,
            properties: {
              itemsToParse: { type: 'string', description: 'jq for an array; each item becomes an entity of its own.' },
              itemsToParseName: { type: 'string', description: 'The name of the item in expressions; default `item`.' },
              entity: {
                type: 'object',
                required: ['mappings'],
                additionalProperties: false,
                properties: {
                  mappings: {
                    type: 'object',
                    description: 'The entity: every text is jq over the object.',
                    required: ['identifier', 'blueprint'],
                    additionalProperties: false,
                    properties: {
                      identifier: { type: 'string', description: 'jq for the identifier.' },
                      blueprint: { type: 'string', description: 'jq for the blueprint, mostly a quoted name.' },
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
