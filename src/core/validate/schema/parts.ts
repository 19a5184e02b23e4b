import { filled } from '../../definition/filled-text.ts';
import type { TriggerSpec } from '../../definition/trigger-types.ts';
import { identifierPattern, maxIdentifierBytes } from '../../identifiers.ts';
import type { JsonSchema } from '../../json.ts';

/** The schema of `trigger.event` for one trigger type. */
export function eventSchema(type: string, { when, fields }: TriggerSpec): JsonSchema {
  return {
    type: 'object',
    description: `Fires when ${when}.`,
    properties: { type: { const: type, description: `Fires when ${when}.` }, ...fields },
    required: ['type', ...Object.keys(fields)],
    additionalProperties: false,
  };
}

/** The schema of `trigger.condition`. */
export const conditionSchema: JsonSchema = {
  type: 'object',
  description: 'Only events that satisfy the jq expressions fire the automation; the event is their input.',
  properties: {
    type: { enum: ['JQ'], description: 'The language of the expressions.' },
    expressions: {
      type: 'array',
      items: { type: 'string' },
      description: 'jq expressions over the event, such as `.diff.after.properties.status == "open"`.',
    },
    combinator: {
      enum: ['and', 'or'],
      description: 'Whether all expressions must be true (`and`, the default) or at least one (`or`).',
    },
  },
  required: ['type', 'expressions'],
  additionalProperties: false,
};

const text = (description: string): JsonSchema => ({ type: 'string', description });

/**
 * Where a request for approval would be sent; Port's API accepts it for automations, although they need no approval.
 */
const approvalNotificationSchema: JsonSchema = {
  type: 'object',
  description:
    'Accepted for compatibility with self-service actions; it has no effect, because automations need no approval.',
  properties: {
    type: { enum: ['webhook', 'email'], description: 'How the request is sent.' },
    url: { type: 'string', description: 'URL of the webhook.' },
    format: { enum: ['json', 'slack'], description: 'Format of the request to the webhook.' },
  },
  required: ['type'],
  additionalProperties: false,
  if: { properties: { type: { const: 'webhook' } } },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's keyword; nobody awaits this object.
  then: { required: ['url'] },
  else: { properties: { url: false, format: false } },
};

/** The schema of an automation around the two parts that depend on its types. */
export function frameSchema(parts: { event: JsonSchema; invocationMethod: JsonSchema }): JsonSchema {
  return {
    type: 'object',
    properties: {
      identifier: {
        type: 'string',
        maxLength: maxIdentifierBytes,
        pattern: identifierPattern,
        patternErrorMessage: 'may contain only letters, digits and @ _ . + : = -',
        allOf: [filled('name the automation, as in restart_service')],
        description: 'The name of the automation, unique in the catalog.',
      },
      title: text('The display name.'),
      icon: text('The name of the icon.'),
      description: text('What the automation is for.'),
      trigger: {
        type: 'object',
        description: 'When the automation fires.',
        properties: {
          type: { enum: ['automation'] },
          event: { description: 'What the automation listens to.', ...parts.event },
          condition: conditionSchema,
        },
        required: ['type', 'event'],
        additionalProperties: false,
      },
      invocationMethod: { description: 'What the automation calls.', ...parts.invocationMethod },
      requiredApproval: {
        const: false,
        description: 'Must be false: automations run without approval.',
      },
      approvalNotification: approvalNotificationSchema,
      publish: { type: 'boolean', description: 'Whether the automation is active; true when omitted.' },
      allowAnyoneToViewRuns: { type: 'boolean', description: 'Whether everyone may see its runs; true when omitted.' },
    },
    required: ['identifier', 'trigger', 'invocationMethod'],
    additionalProperties: false,
  };
}

/** Fields that the server sets and exports contain; the API rejects them in a definition. */
export const readOnlyFields: readonly string[] = ['id', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'];
