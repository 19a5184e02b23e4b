/** The description of each query parameter; lists in brackets (`action[]`) mean the same as without. */
const descriptions: Readonly<Record<string, string>> = {
  limit: 'How many at most.',
  offset: 'How many to skip, from the newest.',
  action: 'Only those of these automations, by identifier. In the audit log: only this change, such as `UPDATE`.',
  entity: 'Only those about this entity, by identifier.',
  blueprint: 'Only those about entities of this blueprint.',
  active: 'Of runs: in progress (`true`) or ended (`false`). Of automations: published or not.',
  status: 'Only those of this status.',
  user_email: 'Runs that a person started; there are none, because events start runs.',
  user_id: 'Runs that a person started; there are none, because events start runs.',
  exclude: 'Fields to leave out of each run.',
  external_run_id: 'Only the run that has this id in the other system.',
  event_id: 'Only the runs of this event.',
  source:
    'Of runs: started this way; every run here is `AUTOMATION`. Of automations: from this source; `none`: created on the page or through the API.',
  version: 'The format of runs or automations: `v2`, or the older `v1` where there is one.',
  action_version: 'Accepted as in Port; there is one version.',
  action_identifier: 'Only these automations, by identifier.',
  blueprint_identifier: 'Only automations on entities of these blueprints.',
  operation: 'Self-service actions of these operations; there are none.',
  trigger_event: 'Only automations with these trigger types.',
  trigger_event_action_identifier: 'Only automations on runs of these actions.',
  published: 'Only active automations (`true`) or inactive ones (`false`).',
  trigger_type: '`automation`; `self-service` finds nothing.',
  upsert: 'Write the entity even if it exists; without `merge` it is replaced as a whole.',
  merge: 'With `upsert`: keep the properties and relations that the body does not name.',
  validation_only: 'Check the request and show what it would do, without writing.',
  create_missing_related_entities: 'Accepted as in Port; a relation may refer to an entity that does not exist.',
  delete_dependents: 'Accepted as in Port, without effect.',
  run_id: 'The run that the change belongs to, or whose entries to show.',
  identifier: 'Only the entry with this identifier.',
  origin: 'Only changes from these origins, such as `API`, `UI`, `SYNC`, `FOLDER` or `AUTOMATION`.',
  resources: 'Only changes of these kinds: `entity`, `run`, `action` (automations).',
  includes: 'The fields to show of each entry.',
  from: 'Only entries from this time on (RFC 3339).',
  to: 'Only entries up to this time (RFC 3339).',
  actionType: 'Accepted as in Port, without effect.',
  webhookId: 'Accepted as in Port, without effect.',
  InstallationId: 'Accepted as in Port, without effect.',
  token: 'The token of the link, which works once.',
  return: 'The address of the page to show afterwards.',
  code: 'The code that GitHub exchanges for a token.',
  state: 'The state with which the sign-in began.',
  error: 'Why signing in with GitHub failed.',
  error_description: 'The same, as a sentence.',
  cursor: 'Where the page begins: `next` of the previous page.',
  search: 'Only those that show this text in the list.',
  trigger: 'Only automations with this trigger type.',
  backend: 'Only automations with this type of invocation method.',
  failing: '`true`: only automations whose latest run failed.',
  automation: 'Only those about this automation, by identifier.',
  target: 'Only runs that call this target, such as `https://example.com`.',
  type: 'Only events with this action, such as `UPDATE`.',
  resource: 'Only events of entities (`entity`) or of runs (`run`).',
  jq: 'Only events for which this jq expression is true. A page covers at most 2,000 events, so it may be short.',
  outcome: '`unmatched`: events that started no run; `failed`: events on which a condition failed with an error.',
  troubled: '`true`: only deliveries with problems.',
  provider: 'Only the webhooks of this provider.',
};

type Properties = Record<string, Record<string, unknown>>;

/** Adds a description to every parameter of a querystring schema that has none. */
export function describeParameters(querystring: unknown): unknown {
  if (typeof querystring !== 'object' || querystring === null || !('properties' in querystring)) return querystring;
  const properties = Object.entries(querystring.properties as Properties).map(([name, schema]) => {
    const description = schema.description ?? descriptions[name.replace(/\[\]$/, '')];
    return [name, { ...schema, ...(description !== undefined && { description }) }];
  });
  return { ...querystring, properties: Object.fromEntries(properties) };
}
