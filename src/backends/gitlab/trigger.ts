import { isObject, type JsonObject } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import { createSentRedactor } from '../../core/secrets/redact-values.ts';
import type { Call } from '../backend.ts';
import { type Starter, startOutcome, variableText, withoutCredential } from '../started/start-outcome.ts';
import type { GitLabAccess } from './access.ts';
import { gitLabReason, projectOf, projectUrl, triggerTokenOf } from './api.ts';
import { readPipeline } from './pipeline.ts';

/** Seconds before the first poll of a pipeline, unless a webhook arrives earlier. */
const firstLook = 60;

/** Triggers a pipeline with a single call; a second one could start it twice. */
export async function triggerPipeline(call: Call): Promise<Outcome> {
  const { method, services } = call;
  const { gitlab } = services;
  const project = projectOf(method);
  if ('problem' in project) return { type: 'rejected', message: project.problem };
  const token = triggerTokenOf(gitlab, project);
  if (token === null) {
    const message = `There is no trigger token for ${project.path}: set SECRET_${project.names[0]} to one of its pipeline trigger tokens.`;
    return { type: 'rejected', message };
  }
  const properties = isObject(method.pipelineVariables) ? method.pipelineVariables : {};
  const ref = refOf(method);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null) continue;
    const message = `The variable ${name} is null; the pipeline receives the text null (write \`// ""\` for an empty text).`;
    call.log({ level: 'warning', message });
  }
  const body = {
    token,
    ref,
    variables: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, variableText(value)])),
    // In the form of Port's agent: pipelines read the run's id from it, and we find a lost pipeline by it.
    port_payload: { context: { runId: call.runId }, payload: { properties } },
  };
  const result = await services.http.send({
    method: 'POST',
    url: `${projectUrl(gitlab, project.path)}/trigger/pipeline`,
    headers: { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'catalog-automations' },
    body: Buffer.from(JSON.stringify(body)),
    signal: call.signal,
    trusted: true,
  });
  const redact = createSentRedactor(method, call.shown);
  const outcome = startOutcome(result, services.now(), starter(project.path, gitlab));
  const clean = withoutCredential(outcome, 'trigger token', token);
  return clean.message === undefined ? clean : { ...clean, message: redact(clean.message) };
}

/** The branch or tag to run on. */
export function refOf({ pipelineVariables, defaultRef }: JsonObject): string {
  const [first] = [isObject(pipelineVariables) ? pipelineVariables.ref : null, defaultRef].filter(
    (ref) => typeof ref === 'string' && ref !== '',
  );
  return typeof first === 'string' ? first : 'main';
}

/** Whether we learn of a pipeline's end ourselves; if not, the pipeline has to report to the run. */
export function whenFollowed({ token, reports }: GitLabAccess, followAfter: number): { followAfter?: number } {
  return token !== null || reports ? { followAfter } : {};
}

function starter(path: string, gitlab: GitLabAccess): Starter {
  return {
    system: 'GitLab',
    what: `the pipeline of ${path}`,
    reason: gitLabReason,
    help(status, reason) {
      if (status === 404) return 'The project must exist and the trigger token must be one of its own.';
      if (/reference not found/i.test(reason)) {
        return 'Create that branch or tag, or correct `pipelineVariables.ref` or `defaultRef`.';
      }
      if (status >= 300 && status < 400) return 'GITLAB_URL must be the final address of GitLab.';
      return 'The same call would be refused again.';
    },
    started(answer, statusCode) {
      const pipeline = readPipeline(answer);
      if (pipeline === null) return null;
      const { externalId, link } = pipeline;
      const message = `Started the pipeline of ${path}.`;
      return {
        type: 'accepted',
        message,
        statusCode,
        externalId,
        ...(link && { link }),
        ...whenFollowed(gitlab, firstLook),
      };
    },
  };
}
