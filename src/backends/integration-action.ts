import { filled } from '../core/definition/filled-text.ts';
import type { Reference } from '../core/definition/reference.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { agentTarget } from '../core/run/agent-run.ts';
import type { Outcome } from '../core/run/run.ts';
import type { Backend, Call } from './backend.ts';
import { github } from './github/github.ts';

/** The field that holds the workflow's fields. */
const properties = 'integrationActionExecutionProperties';

const { properties: fields } = github.schema;

/** Actions of Port's GitHub integration, carried out by our GitHub App: the backend GITHUB under other field names. */
export const integrationAction: Backend = {
  type: 'INTEGRATION_ACTION',
  title: 'Runs a GitHub Actions workflow, as an action of a GitHub integration.',
  schema: {
    type: 'object',
    title: 'Integration action',
    description: "Runs a GitHub Actions workflow as the service's GitHub App, in the format of Port's integrations.",
    required: ['type', 'installationId', 'integrationActionType', properties],
    additionalProperties: false,
    properties: {
      type: { const: 'INTEGRATION_ACTION', description: 'Selects this backend.' },
      installationId: {
        type: 'string',
        ...filled("name the installation of Port's GitHub integration"),
        description:
          "An installation of Port's GitHub integration, which claims the run if this service has no GitHub App.",
      },
      integrationActionType: { enum: ['dispatch_workflow'], description: 'The type of action: dispatch_workflow.' },
      [properties]: {
        type: 'object',
        description: 'The workflow and its inputs.',
        required: ['org', 'repo', 'workflow'],
        properties: {
          org: fields.org,
          repo: fields.repo,
          workflow: fields.workflow,
          workflowInputs: fields.workflowInputs,
          reportWorkflowStatus: fields.reportWorkflowStatus,
        },
      },
    },
  },
  example: {
    type: 'INTEGRATION_ACTION',
    installationId: 'github-acme',
    integrationActionType: 'dispatch_workflow',
    [properties]: {
      org: 'acme',
      repo: 'platform',
      workflow: 'deploy.yml',
      workflowInputs: { service: '{{ .event.context.entityIdentifier }}' },
    },
  },
  idempotent: github.idempotent,
  references: (method) => github.references(asWorkflow(method)).map(below),
  target: (method) => github.target(asWorkflow(method)),
  agentPayload: (method) => method,
  invoke: (call) => (call.services.github === null ? leaveToIntegration(call) : github.invoke(asWorkflowCall(call))),
  search: (call) => github.search(asWorkflowCall(call)),
  follow: (call) => github.follow(asWorkflowCall(call)),
};

/** Offers the run to the integration itself, which claims it as it does from Port; used when no App is configured. */
async function leaveToIntegration({ method }: Call): Promise<Outcome> {
  const installation = String(method.installationId);
  const message =
    `Waiting for the integration ${installation} to start the workflow, because this service has no GitHub App ` +
    '(APP_ID). Run that integration against this service, or register an App';
  return { type: 'offered', to: agentTarget('INTEGRATION_ACTION', installation), message };
}

/** Translates the method to one of the backend GITHUB. */
function asWorkflow(method: JsonObject): JsonObject {
  const inner = method[properties];
  return isObject(inner) ? inner : {};
}

function asWorkflowCall<C extends Call>(call: C): C {
  return { ...call, method: asWorkflow(call.method), shown: asWorkflow(call.shown) };
}

function below(reference: Reference): Reference {
  if (reference.type !== 'workflow') return reference;
  return {
    ...reference,
    workflowPath: [properties, ...reference.workflowPath],
    inputsPath: [properties, ...reference.inputsPath],
  };
}
