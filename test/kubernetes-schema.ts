import type { JsonSchema } from '../src/core/json.ts';

// The parts of Kubernetes' API that deploy/kubernetes uses, closed: its server would drop a misspelt field without a word.

const text = { type: 'string' };
const whole = { type: 'integer', minimum: 0 };
const yes = { type: 'boolean' };
const texts = { type: 'object', additionalProperties: text };
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', minItems: 1, items });

/** An object with these fields and no others; `name?` may be absent. */
function object(fields: Record<string, JsonSchema>): JsonSchema {
  const names = Object.keys(fields);
  return {
    type: 'object',
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name.replace('?', ''), fields[name]])),
  } as JsonSchema;
}

const metadata = object({ 'name?': text, 'labels?': texts });
const selector = object({ matchLabels: texts });
const probe = object({
  httpGet: object({ path: text, port: text }),
  periodSeconds: whole,
  'timeoutSeconds?': whole,
  failureThreshold: whole,
});
const readiness = object({ httpGet: object({ path: text, port: text }), periodSeconds: whole, timeoutSeconds: whole });
const amounts = { type: 'object', additionalProperties: { type: 'string', pattern: '^\\d+(m|Mi|Gi)?$' } };

const container = object({
  name: text,
  image: text,
  ports: list(object({ name: text, containerPort: whole })),
  envFrom: list(object({ configMapRef: object({ name: text }) })),
  env: list(object({ name: text, value: text })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: readiness,
  lifecycle: object({ preStop: object({ exec: object({ command: list(text) }) }) }),
  resources: object({ requests: amounts, limits: amounts }),
  securityContext: object({
    allowPrivilegeEscalation: { const: false },
    readOnlyRootFilesystem: { const: true },
    capabilities: object({ drop: { const: ['ALL'] } }),
  }),
  volumeMounts: list(object({ name: text, mountPath: text, 'readOnly?': yes })),
});

const template = object({
  metadata,
  spec: object({
    automountServiceAccountToken: { const: false },
    terminationGracePeriodSeconds: whole,
    'topologySpreadConstraints?': list(
      object({ maxSkew: whole, topologyKey: text, whenUnsatisfiable: text, labelSelector: selector }),
    ),
    securityContext: object({
      runAsNonRoot: { const: true },
      runAsUser: whole,
      runAsGroup: whole,
      fsGroup: whole,
      seccompProfile: object({ type: { const: 'RuntimeDefault' } }),
    }),
    containers: list(container),
    volumes: list(
      object({
        name: text,
        'secret?': object({ secretName: text, defaultMode: whole }),
        'emptyDir?': object({}),
      }),
    ),
  }),
});

const kindOf = (apiVersion: string, kind: string, fields: Record<string, JsonSchema>): JsonSchema =>
  object({ apiVersion: { const: apiVersion }, kind: { const: kind }, metadata, ...fields });

/** The schema of each kind of resource. */
export const resourceSchemas: Readonly<Record<string, JsonSchema>> = {
  Deployment: kindOf('apps/v1', 'Deployment', {
    spec: object({
      replicas: whole,
      selector,
      strategy: object({ rollingUpdate: object({ maxSurge: whole, maxUnavailable: whole }) }),
      template,
    }),
  }),
  StatefulSet: kindOf('apps/v1', 'StatefulSet', {
    spec: object({
      serviceName: text,
      replicas: { const: 1 },
      selector,
      template,
      volumeClaimTemplates: list(
        object({
          metadata,
          spec: object({ accessModes: { const: ['ReadWriteOnce'] }, resources: object({ requests: amounts }) }),
        }),
      ),
    }),
  }),
  Service: kindOf('v1', 'Service', {
    spec: object({ selector: texts, ports: list(object({ name: text, port: whole, targetPort: text })) }),
  }),
  PodDisruptionBudget: kindOf('policy/v1', 'PodDisruptionBudget', {
    spec: object({ minAvailable: whole, selector }),
  }),
  ConfigMap: kindOf('v1', 'ConfigMap', { data: texts }),
};
