import { type ApiRequest, startFakedApi } from '../faked-api.ts';
import type { Reply } from '../github/route.ts';
import { createPipelineHooks } from './hooks.ts';
import { type Pipeline, type Project, pipelineObject, readTrigger } from './pipelines.ts';

export type { Pipeline, Project } from './pipelines.ts';

/** The route by which pipelines are triggered. */
export const triggerRoute = 'POST /api/v4/projects/{id}/trigger/pipeline';

/** The routes by which pipelines are looked at. */
export const pipelineRoute = 'GET /api/v4/projects/{id}/pipelines/{pipeline}';

const projectNotFound: Reply = { status: 404, body: { message: '404 Project Not Found' } };
const notFound: Reply = { status: 404, body: { message: '404 Not found' } };

/** A GitLab on loopback. */
export type FakeGitLab = Awaited<ReturnType<typeof startFakeGitLab>>;

/** Starts a GitLab that knows one personal access token; tests add projects. `now` in ms. */
export async function startFakeGitLab(now: () => number = Date.now) {
  const token = 'glpat-0123456789abcdefghij';
  const projects: Project[] = [];
  const pipelines: Pipeline[] = [];
  const hooks = createPipelineHooks();
  let nextId = 100;

  const projectOf = (id: string): Project | undefined =>
    projects.find((project) => project.path === id || String(project.id) === id);

  /** What a token with `read_api` may see. */
  const seen =
    (handle: (project: Project, request: ApiRequest) => Reply) =>
    (request: ApiRequest): Reply => {
      if (request.headers['private-token'] !== token) return { status: 401, body: { message: '401 Unauthorized' } };
      const project = projectOf(request.parameters.id ?? '');
      return project === undefined ? projectNotFound : handle(project, request);
    };

  const pipelineIn = (project: Project, { parameters }: ApiRequest): Pipeline | undefined =>
    pipelines.find((one) => one.project === project && String(one.id) === parameters.pipeline);

  const api = await startFakedApi({
    [triggerRoute]: (request) => {
      const trigger = readTrigger(request, projectOf(request.parameters.id ?? ''));
      if ('status' in trigger) return trigger;
      nextId += 1;
      const pipeline: Pipeline = { ...trigger, id: nextId, status: 'created', createdAt: now(), updatedAt: now() };
      pipelines.push(pipeline);
      return { status: 201, body: pipelineObject(pipeline, api.url) };
    },
    'GET /api/v4/projects/{id}/pipelines': seen((project, { query }) => {
      const since = Date.parse(query.get('updated_after') ?? '1970-01-01');
      const found = pipelines.filter(
        (one) =>
          one.project === project &&
          one.ref === (query.get('ref') ?? one.ref) &&
          (query.get('source') ?? 'trigger') === 'trigger' &&
          one.updatedAt > since,
      );
      const newest = found.toReversed().slice(0, Number(query.get('per_page') ?? 20));
      return { status: 200, body: newest.map((one) => pipelineObject(one, api.url)) };
    }),
    [pipelineRoute]: seen((project, request) => {
      const pipeline = pipelineIn(project, request);
      return pipeline === undefined ? notFound : { status: 200, body: pipelineObject(pipeline, api.url) };
    }),
    'GET /api/v4/projects/{id}/pipelines/{pipeline}/variables': seen((project, request) => {
      if (!project.showsVariables) return { status: 403, body: { message: '403 Forbidden' } };
      const pipeline = pipelineIn(project, request);
      return pipeline === undefined ? notFound : { status: 200, body: pipeline.variables };
    }),
  });

  return {
    ...api,
    token,
    hooks,
    pipelines: pipelines as readonly Pipeline[],
    /** Adds a project with one trigger token. */
    addProject(path: string, refs: readonly string[] = ['main']): Project & { triggerToken: string } {
      nextId += 1;
      const triggerToken = `glptt-${String(nextId).padStart(20, 'abcdefghijklmnop')}`;
      const project = { id: nextId, path, refs: [...refs], triggerTokens: [triggerToken], showsVariables: true };
      projects.push(project);
      return Object.assign(project, { triggerToken });
    },
    /** Moves a pipeline on and sends the webhook for it. */
    advance(pipeline: Pipeline, status: string): void {
      Object.assign(pipeline, { status, updatedAt: now() });
      hooks.pipeline(pipeline, api.url);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await hooks.settled();
      await api[Symbol.asyncDispose]();
    },
  };
}
