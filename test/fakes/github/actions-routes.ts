import { checkDispatch, type Dispatch } from './dispatch-check.ts';
import { iso, runObject, workflowId } from './objects.ts';
import { notFound, page, type RepositoryRoute, type Request, unprocessable, type World } from './route.ts';
import type { Repository, WorkflowRun } from './state.ts';

/** The dispatch route, by the name that tests use to order failures for it. */
export const dispatchRoute = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';

/** Workflows and their runs. */
export const actionsRoutes: readonly RepositoryRoute[] = [
  {
    route: dispatchRoute,
    as: 'token',
    needs: ['actions', 'write'],
    handle: (request, world, repository, token) => {
      const body = Object.fromEntries(Object.entries(request.body ?? {}));
      const { runDetails } = world.state;
      if (runDetails.startsWith('refused') && 'return_run_details' in body) {
        const refusal = unprocessable('Invalid request.\n\n"return_run_details" is not a permitted key.');
        return runDetails === 'refused with 400' ? { ...refusal, status: 400 } : refusal;
      }
      const checked = checkDispatch(repository, request.parameters.workflow_id ?? '', body);
      if ('status' in checked) return checked;
      const run = startRun(world, repository, checked, token.login);
      const details = request.version === '2026-03-10' || body.return_run_details === true;
      if (!details || runDetails === 'ignored') return { status: 204 };
      const { id, url, html_url } = runObject(run);
      return { status: 200, body: { workflow_run_id: id, run_url: url, html_url } };
    },
  },
  {
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    as: 'token',
    needs: ['actions', 'read'],
    handle: ({ parameters }, { state }, repository) => {
      const run = state.runs.find((one) => one.repository === repository && one.id === Number(parameters.run_id));
      return run ? { status: 200, body: runObject(run) } : notFound;
    },
  },
  {
    route: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    as: 'token',
    needs: ['actions', 'read'],
    handle: (request, { state, url }, repository) => {
      const runs = state.runs.filter((run) => run.repository === repository && isListed(run, request)).reverse();
      const { items, headers } = page(runs.map(runObject), request, url());
      return { status: 200, body: { total_count: runs.length, workflow_runs: items }, headers };
    },
  },
];

function isListed(run: WorkflowRun, { parameters, query }: Request): boolean {
  const workflow = parameters.workflow_id;
  const created = query.get('created');
  const wanted = {
    event: 'workflow_dispatch',
    actor: run.actor,
    branch: run.ref,
    status: run.status,
  };
  return (
    (workflow === run.workflow || workflow === String(workflowId(run.repository, run.workflow))) &&
    Object.entries(wanted).every(([name, value]) => (query.get(name) ?? value) === value) &&
    (created === null || iso(run.createdAt) >= lowerBound(created))
  );
}

function lowerBound(created: string): string {
  if (!created.startsWith('>=')) throw new Error(`The fake reads created=>=… only, not ${created}`);
  return created.slice(2);
}

/** Starts a run: from here on it can be listed, and its webhooks are on their way. */
export function startRun(world: World, repository: Repository, dispatch: Dispatch, actor: string): WorkflowRun {
  const { state, webhooks } = world;
  const { file, ref, inputs, runName } = dispatch;
  const title = (runName ?? file).replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_all, name: string) => inputs[name] ?? '');
  const run: WorkflowRun = {
    id: state.nextId(),
    repository,
    workflow: file,
    ref,
    inputs,
    title,
    actor,
    number: state.runs.length + 1,
    attempt: 1,
    status: 'queued',
    conclusion: null,
    createdAt: state.now(),
    updatedAt: state.now(),
  };
  state.runs.push(run);
  webhooks.workflowRun('requested', run);
  return run;
}
