import { identifierPattern } from '../identifiers.ts';
import type { JsonSchema } from '../json.ts';

const text = { type: 'string' };
const mapOf = (member: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: member });

/** The types of blueprint properties (Port's blueprint API). */
const propertyTypes = ['string', 'number', 'integer', 'boolean', 'object', 'array'];

/**
 * The body of `POST` and `PUT /v1/blueprints` (Port's blueprint API). Keywords that only matter to a user interface,
 * such as `icon` or `enumColors`, are kept but not checked.
 */
export const blueprintSchema: JsonSchema = {
  type: 'object',
  required: ['identifier', 'schema'],
  additionalProperties: false,
  properties: {
    identifier: { type: 'string', pattern: identifierPattern, maxLength: 1000 },
    title: { type: ['string', 'null'] },
    icon: { type: ['string', 'null'] },
    description: { type: ['string', 'null'] },
    schema: {
      type: 'object',
      required: ['properties'],
      additionalProperties: false,
      properties: {
        properties: mapOf({
          type: 'object',
          required: ['type'],
          properties: { type: { enum: propertyTypes }, format: text, enum: { type: 'array' } },
        }),
        required: { type: 'array', items: text },
      },
    },
    relations: mapOf({
      type: 'object',
      required: ['target'],
      properties: { target: text, required: { type: 'boolean' }, many: { type: 'boolean' } },
    }),
    mirrorProperties: mapOf({ type: 'object', required: ['path'], properties: { path: text } }),
    calculationProperties: mapOf({ type: 'object', required: ['calculation'], properties: { calculation: text } }),
    aggregationProperties: mapOf({ type: 'object' }),
    teamInheritance: { type: ['object', 'null'] },
    ownership: { type: ['object', 'null'] },
    changelogDestination: { type: ['object', 'null'] },
  },
};

/** The fields of a blueprint that the service sets; a client that sends back what it read may include them. */
export const blueprintMeta = ['id', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'] as const;
