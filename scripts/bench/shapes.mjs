/** Definitions as people write them: every backend and kind of trigger, conditions and templates from trivial to long. */
const shapes = [
  (n) => ({
    trigger: entity('ENTITY_UPDATED', `service${n % 50}`, [
      `.diff.before.properties.status == "Healthy"`,
      `.diff.after.properties.status == "Unhealthy"`,
    ]),
    invocationMethod: slack('*{{ .event.diff.after.title }}* is unhealthy', n),
  }),
  (n) => ({
    trigger: {
      type: 'automation',
      event: { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'environment', propertyIdentifier: `ttl${n % 20}` },
    },
    invocationMethod: {
      type: 'GITHUB',
      org: 'acme',
      repo: 'platform',
      workflow: 'destroy.yml',
      workflowInputs: { environment: '{{ .event.context.entityIdentifier }}', run: '{{ .run.id }}' },
      reportWorkflowStatus: true,
    },
  }),
  (n) => ({
    trigger: entity('ENTITY_CREATED', 'deployment', [
      `.diff.after.properties.env == "production" and (.diff.after.properties.size // 0) > ${n}`,
      `.diff.after.properties.name | test("^team-${n % 97}-")`,
    ]),
    invocationMethod: {
      type: 'UPSERT_ENTITY',
      blueprintIdentifier: 'release',
      mapping: {
        identifier: `{{ .event.diff.after.identifier + "-${n}" }}`,
        title: '{{ .event.diff.after.title }}',
        properties: { url: '{{ .event.diff.after.properties.url // null }}', at: '{{ .trigger.at }}' },
        relations: { service: '{{ .event.diff.after.relations.service }}' },
      },
    },
  }),
  (n) => ({
    trigger: {
      type: 'automation',
      event: { type: 'RUN_UPDATED', actionIdentifier: `deploy_${n % 30}` },
      condition: jq([`.diff.before.status == "IN_PROGRESS"`, `.diff.after.status | IN("FAILURE", "DECLINED")`]),
    },
    invocationMethod: slack('The run {{ .event.diff.after.id }} failed', n, {
      title: '{{ .event.context.action.identifier }}',
      fields: ['{{ .event.diff.after.summary }}'],
    }),
  }),
  (n) => ({
    trigger: entity('ANY_ENTITY_CHANGE', '_rule_result', [
      `[.diff.after.properties.result, .diff.before.properties.result] == ["Not passed", "Passed"]`,
      `(.diff.after.properties.rules // []) | map(select(.level == "Gold" and .weight > ${n % 40})) | length > 0`,
    ]),
    invocationMethod: {
      type: 'WEBHOOK',
      url: `https://api.example.com/v1/{{ .event.context.blueprintIdentifier }}/${n}`,
      method: 'POST',
      synchronized: true,
      headers: { Authorization: 'Bearer {{ .secrets.API_TOKEN }}' },
      body: {
        text: '{{ .event.diff.after | to_entries | map("\\(.key): \\(.value)") | join("\\n") }}',
        list: [
          '{{ .event.diff.after.team[0] // "nobody" }}',
          { deep: { er: `{{ .event.diff.after.properties.p${n % 60} }}` } },
        ],
      },
    },
  }),
];

/** `count` definitions, each with an identifier of its own. */
export function definitions(count) {
  return Array.from({ length: count }, (_, n) => ({
    identifier: `automation_${n}`,
    title: `Automation ${n}`,
    description: 'What it is for, in a sentence of the usual length.',
    ...shapes[n % shapes.length](n),
    publish: true,
  }));
}

function jq(expressions) {
  return { type: 'JQ', expressions, combinator: 'and' };
}

function entity(type, blueprintIdentifier, expressions) {
  return { type: 'automation', event: { type, blueprintIdentifier }, condition: jq(expressions) };
}

const ofEntity = {
  title: '{{ .event.context.entityIdentifier }}',
  fields: ['{{ .event.diff.after.properties.owner }}'],
};

function slack(text, n, attachment = ofEntity) {
  return {
    type: 'WEBHOOK',
    url: `https://chat.example.com/hooks/${n}`,
    synchronized: true,
    body: { text, attachments: [attachment] },
  };
}
