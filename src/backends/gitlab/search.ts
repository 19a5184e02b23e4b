import { isObject, type Json } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { Call } from '../backend.ts';
import { answerOf, reasonOr } from '../http/http-outcome.ts';
import { chooseStarted, clockSkew, type StartedCandidate, undecided } from '../started/choose-started.ts';
import { askGitLab, gitLabReason, projectOf } from './api.ts';
import { readPipeline } from './pipeline.ts';
import { refOf, whenFollowed } from './trigger.ts';

/** GitLab's largest page; more triggered pipelines since one attempt would be indistinguishable anyway. */
const page = 100;

/** The pipeline variable in which GitLab stores the body of a trigger call, without the token. */
const payloadVariable = 'TRIGGER_PAYLOAD';

/**
 * Finds the pipeline that a call without a clear answer started: one triggered on that ref since then. Its variables
 * hold our run's id, if the token may read them.
 */
export async function searchPipeline(call: Call & { sentAt: number }, target: string): Promise<Outcome | null> {
  const { gitlab } = call.services;
  const project = projectOf(call.method);
  if ('problem' in project) return undecided(project.problem);
  const { token } = gitlab;
  if (token === null) {
    const message =
      `There was no clear answer, so the pipeline of ${project.path} may have been started; it is not triggered again. ` +
      'With GITLAB_TOKEN (read_api) such a pipeline is found.';
    return { type: 'rejected', message };
  }
  const since = call.sentAt - clockSkew;
  const filter = new URLSearchParams({
    source: 'trigger',
    ref: refOf(call.method).replace(/^refs\/(heads|tags)\//, ''),
    updated_after: new Date(since).toISOString(),
    per_page: String(page),
  });
  const listed = await read(call, project.path, `/pipelines?${filter}`, token);
  if ('problem' in listed) return undecided(`GitLab did not list the pipelines of ${project.path}: ${listed.problem}`);
  if (listed.items.length >= page) return undecided(`Too many pipelines of ${project.path} were triggered since then.`);
  const candidates = await Promise.all(
    listed.items.filter((item) => isRecent(item, since)).map((item) => candidate(call, project.path, item, token)),
  );
  const choice = await chooseStarted(call, target, 'pipelines', candidates.flat());
  if (choice.type === 'nothing') return null;
  if (choice.type === 'undecided') return undecided(choice.message);
  const { externalId, link } = choice.candidate;
  const message = 'Found the pipeline that the trigger had started.';
  return { type: 'accepted', message, externalId, ...(link !== '' && { link }), ...whenFollowed(gitlab, 1) };
}

/** True for a pipeline that was started, not only updated, since then. */
function isRecent(item: Json, since: number): boolean {
  return isObject(item) && typeof item.created_at === 'string' && Date.parse(item.created_at) >= since;
}

async function candidate(call: Call, path: string, item: Json, token: string): Promise<StartedCandidate[]> {
  const pipeline = readPipeline(item);
  if (pipeline === null || !isObject(item)) return [];
  const { externalId, link } = pipeline;
  const variables = await read(call, path, `/pipelines/${item.id}/variables`, token);
  return [{ externalId, link: link ?? '', named: 'items' in variables ? isNamed(variables.items, call.runId) : null }];
}

/** Whether a pipeline carries our run's id; null when it does not show what triggered it. */
function isNamed(variables: readonly Json[], runId: string): boolean | null {
  const texts = variables.flatMap((one) => (isObject(one) && typeof one.value === 'string' ? [one.value] : []));
  if (texts.some((text) => text.includes(runId))) return true;
  return variables.some((one) => isObject(one) && one.key === payloadVariable) ? false : null;
}

async function read(
  call: Call,
  path: string,
  question: string,
  token: string,
): Promise<{ items: Json[] } | { problem: string }> {
  const result = await askGitLab(call, path, question, token);
  if (result.type !== 'answer') return { problem: result.message };
  const answer = result.truncated ? null : answerOf(result.text);
  if (result.status === 200 && Array.isArray(answer)) return { items: answer };
  return { problem: reasonOr(gitLabReason(answer), result.status) };
}
