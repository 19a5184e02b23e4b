import type { writtenFields } from '../core/catalog/entity.ts';
import { filled } from '../core/definition/filled-text.ts';
import type { Reference } from '../core/definition/reference.ts';
import { AppError } from '../core/error.ts';
import {
  allowTemplates,
  entityIdentifierPattern,
  entityIdentifierRule,
  identifierPattern,
  identifierRule,
} from '../core/identifiers.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../core/json.ts';
import type { Outcome } from '../core/run/run.ts';
import type { Backend, Call } from './backend.ts';
import { idempotencyKeyOf } from './signature.ts';

/** Port's API accepts only an object; here a template that yields one works too. */
const objectOrTemplate = {
  type: ['object', 'string'],
  portType: ['object'],
  pattern: '\\{\\{',
  patternErrorMessage: 'must be an object, or a template that renders to one',
} as const;

/** Writes an entity of the catalog, merging it into an existing one. */
export const upsertEntity: Backend = {
  type: 'UPSERT_ENTITY',
  title: 'Creates an entity of the catalog or merges into it.',
  schema: {
    type: 'object',
    title: 'Upsert entity',
    description: 'Creates an entity, or merges the given properties and relations into it.',
    required: ['type', 'blueprintIdentifier', 'mapping'],
    additionalProperties: false,
    properties: {
      type: { const: 'UPSERT_ENTITY' },
      blueprintIdentifier: {
        type: 'string',
        pattern: allowTemplates(identifierPattern),
        patternErrorMessage: identifierRule,
        allOf: [filled('name the blueprint of the entity')],
        description: 'The blueprint of the entity.',
      },
      mapping: {
        type: 'object',
        description: 'The entity; templates are allowed everywhere.',
        properties: {
          identifier: {
            type: 'string',
            pattern: allowTemplates(entityIdentifierPattern),
            patternErrorMessage: entityIdentifierRule,
            allOf: [filled('write the identifier of the entity, or remove the field to have one generated')],
            description: 'Omitted: an identifier is generated.',
          },
          title: { type: 'string', description: 'The name that people see.' },
          icon: { type: ['string', 'null'], description: 'Name of an icon.' },
          blueprint: { type: 'string', description: 'The same as blueprintIdentifier; may be omitted.' },
          team: {
            type: ['string', 'array', 'null'],
            items: { type: 'string' },
            description: 'The owning team, or teams.',
          },
          properties: {
            ...objectOrTemplate,
            description: 'Values of properties; all others stay as they are.',
          },
          relations: {
            ...objectOrTemplate,
            description: 'Identifiers of related entities: a single one or an array.',
            additionalProperties: { type: ['string', 'array', 'null'] },
          },
        } satisfies Record<(typeof writtenFields)[number], JsonSchema>,
      },
    },
  },
  example: {
    type: 'UPSERT_ENTITY',
    blueprintIdentifier: 'service',
    mapping: { identifier: '{{ .event.context.entityIdentifier }}', properties: { verified: false } },
  },
  label: ({ blueprintIdentifier }) => `Upsert ${blueprintIdentifier}`,
  idempotent: true,
  references,
  target: () => 'catalog',
  invoke,
};

function references({ blueprintIdentifier, mapping }: JsonObject): Reference[] {
  if (typeof blueprintIdentifier !== 'string' || blueprintIdentifier.includes('{{') || !isObject(mapping)) return [];
  return [
    {
      type: 'entity',
      change: 'upsert',
      blueprint: blueprintIdentifier,
      blueprintPath: ['blueprintIdentifier'],
      ...(typeof mapping.identifier === 'string' && { identifier: mapping.identifier }),
      merged: { entity: mapping, path: ['mapping'] },
    },
  ];
}

async function invoke(call: Call): Promise<Outcome> {
  const { blueprintIdentifier, mapping } = call.method;
  if (JSON.stringify(call.method) !== JSON.stringify(call.shown)) {
    const message = 'The mapping uses a secret, but entities are stored and shown. Remove the secret from the mapping.';
    return { type: 'rejected', message };
  }
  if (typeof blueprintIdentifier !== 'string' || !isObject(mapping)) {
    return { type: 'rejected', message: 'blueprintIdentifier must render to text and mapping to an object' };
  }
  // Derived from the key, so that a repeated attempt finds the entity that an earlier one created.
  const generated = `e_${idempotencyKeyOf(call).slice(2)}`;
  const identifier = mapping.identifier === undefined ? generated : identifierOf(mapping.identifier);
  if (identifier === null) {
    return {
      type: 'rejected',
      message: `mapping.identifier rendered to ${JSON.stringify(mapping.identifier)}, not to text`,
    };
  }
  try {
    const entity: JsonObject = { ...mapping, identifier };
    const result = await call.services.catalog.upsert(blueprintIdentifier, entity, { runId: call.runId });
    if (result.type !== 'written') return result;
    const what = result.created ? 'Created' : result.changed === false ? 'Nothing to change in' : 'Updated';
    return {
      type: 'succeeded',
      message: `${what} ${blueprintIdentifier} ${result.identifier}`,
      response: { ok: true, entity: { identifier: result.identifier, blueprint: blueprintIdentifier } },
    };
  } catch (error) {
    if (error instanceof AppError && error.retry === 'never') return { type: 'rejected', message: error.message };
    throw error;
  }
}

function identifierOf(value: Json): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
