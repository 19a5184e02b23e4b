import type { JsonObject } from '../../src/core/json.ts';

const made = { createdAt: '2022-11-15T09:58:52.863Z', createdBy: 'test_user' };
const property = (type: string) => ({ type, description: 'Description' });

/** The message whose signature Port's agent is known to accept; the order of its keys matters. */
export const agentMessage: JsonObject = {
  action: 'Create',
  resourceType: 'run',
  status: 'TRIGGERED',
  trigger: { by: { orgId: 'test_org', userId: 'test_user' }, origin: 'UI', at: '2022-11-16T16:31:32.447Z' },
  context: { entity: null, blueprint: 'Service', runId: 'r_jE5FhDURh4Uen2Qr' },
  payload: {
    entity: null,
    action: {
      id: 'action_34aweFQtayw7SCVb',
      identifier: 'Create',
      title: 'Create',
      icon: 'DefaultBlueprint',
      userInputs: { properties: { foo: property('string'), bar: property('number') }, required: [] },
      invocationMethod: { type: 'WEBHOOK', agent: true, url: 'http://localhost:80/api/test' },
      trigger: 'CREATE',
      description: '',
      blueprint: 'Service',
      ...made,
      updatedAt: made.createdAt,
      updatedBy: made.createdBy,
    },
    properties: {},
  },
};
