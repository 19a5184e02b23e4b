import { createHmac } from 'node:crypto';
import { isObject, type Json } from '../../src/core/json.ts';
import { type ApiRequest, startFakedApi } from './faked-api.ts';
import type { Reply } from './github/route.ts';

/** The route of incoming webhooks. */
export const hookRoute = 'POST /{org}/_apis/public/distributedtask/webhooks/{webhook}';

/** The routes of pipeline runs. */
export const runRoute = 'POST /{org}/{project}/_apis/pipelines/{pipeline}/runs';

/** A run of a pipeline. */
export type AzureRun = {
  id: number;
  pipeline: number;
  refName: string;
  parameters: Record<string, string>;
  state: 'inProgress' | 'completed';
  result?: 'succeeded' | 'failed' | 'canceled';
  createdAt: number;
};

const failed = (status: number, message: string): Reply => ({
  status,
  body: { $id: '1', innerException: null, message, typeName: 'Microsoft.TeamFoundation', errorCode: 0 },
});

/** What Azure shows to unknown callers. */
const signIn: Reply = { status: 203, body: '<html><title>Azure DevOps Services | Sign In</title></html>' };

/** An Azure DevOps on loopback with the organization `acme`, its project `shop` and one token. `now` in ms. */
export async function startFakeAzure(now: () => number = Date.now) {
  const token = 'abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnop';
  const secret = 'the secret of the service connection';
  const webhooks = new Set<string>();
  const parametersOf = new Map<number, readonly string[]>();
  const runs: AzureRun[] = [];
  const events: Json[] = [];
  let nextId = 40;

  /** What the personal access token may see; version and organization are checked as well. */
  const known =
    (handle: (request: ApiRequest) => Reply) =>
    (request: ApiRequest): Reply => {
      if (request.headers.authorization !== `Basic ${Buffer.from(`:${token}`).toString('base64')}`) return signIn;
      if (request.query.get('api-version') !== '7.1') return failed(400, 'No api-version was supplied');
      if (request.parameters.org !== 'acme' || request.parameters.project !== 'shop') {
        return failed(404, 'TF200016: The following project does not exist');
      }
      return handle(request);
    };

  const api = await startFakedApi({
    [hookRoute]: ({ parameters, query, headers, body }) => {
      if (query.get('api-version') !== '6.0-preview') return failed(400, 'No api-version was supplied');
      if (!webhooks.has(`${parameters.org}/${parameters.webhook}`)) return failed(404, 'No such webhook');
      const signature = createHmac('sha1', secret).update(body).digest('hex');
      if (headers['x-port-signature'] !== signature) return failed(401, 'The signature does not match the payload');
      events.push(JSON.parse(String(body)));
      return { status: 200, body: '' };
    },
    [runRoute]: known(({ parameters, body }) => {
      const pipeline = Number(parameters.pipeline);
      const declared = parametersOf.get(pipeline);
      if (declared === undefined) return failed(404, `Definition ${pipeline} does not exist`);
      const given: Json = JSON.parse(String(body));
      const values = isObject(given) && isObject(given.templateParameters) ? given.templateParameters : {};
      for (const [name, value] of Object.entries(values)) {
        if (typeof value !== 'string') return failed(400, `Error converting value to System.String. Path '${name}'`);
        if (!declared.includes(name)) return failed(400, `/azure-pipelines.yml: Unexpected parameter '${name}'`);
      }
      nextId += 1;
      const self = isObject(given) ? JSON.stringify(given.resources ?? {}) : '{}';
      const run: AzureRun = {
        id: nextId,
        pipeline,
        refName: /"refName":"([^"]+)"/.exec(self)?.[1] ?? 'refs/heads/main',
        parameters: values as Record<string, string>,
        state: 'inProgress',
        createdAt: now(),
      };
      runs.push(run);
      return { status: 200, body: runObject(run, api.url) };
    }),
    'GET /{org}/{project}/_apis/pipelines/{pipeline}/runs/{run}': known(({ parameters }) => {
      const run = runs.find(({ id, pipeline }) => `${pipeline}/${id}` === `${parameters.pipeline}/${parameters.run}`);
      return run === undefined ? failed(404, 'Run not found') : { status: 200, body: runObject(run, api.url) };
    }),
    'GET /{org}/{project}/_apis/build/builds': known(({ query }) => {
      const since = Date.parse(query.get('minTime') ?? '');
      const found = runs.filter(
        ({ pipeline, createdAt }) => String(pipeline) === query.get('definitions') && createdAt >= since,
      );
      const newest = found.toReversed().slice(0, Number(query.get('$top')));
      return { status: 200, body: { count: newest.length, value: newest.map((run) => buildObject(run, api.url)) } };
    }),
  });

  return {
    ...api,
    token,
    secret,
    runs: runs as readonly AzureRun[],
    /** What incoming webhooks brought. */
    events: events as readonly Json[],
    addWebhook: (name: string): void => void webhooks.add(`acme/${name}`),
    addPipeline: (id: number, parameters: readonly string[]): void => void parametersOf.set(id, parameters),
    finish(run: AzureRun, result: 'succeeded' | 'failed' | 'canceled'): void {
      Object.assign(run, { state: 'completed', result });
    },
  };
}

const link = ({ id }: AzureRun, url: string) => ({ web: { href: `${url}/acme/shop/_build/results?buildId=${id}` } });

/** A run as the Pipelines API shows it. */
function runObject(run: AzureRun, url: string) {
  const { id, pipeline, parameters, state, result, createdAt } = run;
  return {
    _links: link(run, url),
    templateParameters: parameters,
    pipeline: { id: pipeline, name: 'shop', folder: '\\', revision: 1 },
    state,
    ...(result && { result }),
    createdDate: new Date(createdAt).toISOString(),
    id,
    name: `20260101.${id}`,
  };
}

/** The same as the Build API shows it. */
function buildObject(run: AzureRun, url: string) {
  const { id, pipeline, parameters, state, result, createdAt, refName } = run;
  return {
    _links: link(run, url),
    id,
    status: state,
    ...(result && { result }),
    queueTime: new Date(createdAt).toISOString(),
    definition: { id: pipeline, name: 'shop' },
    sourceBranch: refName,
    reason: 'manual',
    templateParameters: parameters,
  };
}
