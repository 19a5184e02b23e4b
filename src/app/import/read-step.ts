import type { GitHub } from '../../backends/backend.ts';
import { type ImportPass, importedObservation, importPasses, listIn } from '../../core/catalog/github/import-passes.ts';
import type { JsonObject } from '../../core/json.ts';
import type { World } from '../world.ts';
import { type ImportCursor, withProblems, withRead, withRepositoryEnded } from './import-cursor.ts';
import { readAnswer } from './read-answer.ts';
import { type ImportStep, type StepInput, waiting } from './step.ts';

/** The step that reads one page of one list of the current repository. */
export function createReadStep({ store, clock }: Pick<World, 'store' | 'clock'>, github: GitHub) {
  return async ({ job, request, cursor, mapping, take, signal }: StepInput): Promise<ImportStep | null> => {
    const found = await store.importRepositories.first(job.id);
    if (found === null) return { cursor: { ...cursor, repository: null }, ended: true };
    const { id, repository } = found;
    const name = `${request.account}/${String(repository.name)}`;
    const ended = (end: 'done' | 'skipped', problem?: string): ImportStep => ({
      cursor: withProblems(withRepositoryEnded(cursor, end), problem === undefined ? [] : [`${name}: ${problem}`]),
      store: (tx) => tx.importRepositories.remove(job.id, id),
    });
    const wanted = new Set(mapping.mapping.resources.map(({ kind }) => kind));
    const index = importPasses.findIndex(
      ({ kind }, number) => number >= cursor.pass && wanted.has(kind) && !cursor.refused.includes(kind),
    );
    const pass = importPasses[index];
    if (pass === undefined) return ended('done');
    const here: ImportCursor = {
      ...cursor,
      repository: name,
      pass: index,
      page: index === cursor.pass ? cursor.page : 0,
    };
    const nextPass: ImportCursor = { ...here, pass: index + 1, page: 0, attempts: 0 };
    const since = pass.since && secondsOf(job.createdAt - pass.since.days * 24 * 3600 * 1000);
    const page = Math.max(here.page, 1);
    const { parameter } = pass.since ?? {};
    const parameters = {
      ...pass.parameters,
      ...(parameter !== undefined && since !== undefined && { [parameter.name]: `${parameter.prefix}${since}` }),
      page,
    };
    const of = { owner: request.account, repo: String(repository.name) };
    const result = await github.account(request.account, pass.route, { ...of, ...parameters }, signal);
    const answer = readAnswer(result, clock.now(), cursor.attempts);
    if (answer.type === 'wait') {
      return waiting({ ...here, attempts: here.attempts + (answer.failed ? 1 : 0) }, answer.until, answer.why);
    }
    if (answer.type === 'over') return { cursor: here, over: answer.why };
    if (answer.type === 'gone') return ended('skipped', answer.why);
    if (answer.type === 'refused') {
      const refused = { ...nextPass, refused: [...here.refused, pass.kind] };
      const problem = `No ${pass.kind} was imported: the App has no permission to read ${pass.permission}, or the permission has not been accepted`;
      return { cursor: withProblems(refused, [problem]) };
    }
    const listed = answer.type === 'data' ? listIn(pass, answer.data) : null;
    if (answer.type === 'none' || listed === null) {
      const why = answer.type === 'none' ? answer.why : "GitHub's answer contains no list";
      return { cursor: withProblems(nextPass, why === null ? [] : [`${name}: no ${pass.kind}: ${why}`]) };
    }
    // The first request for a long list that is read backwards only shows where it ends.
    if (pass.backwards && here.page === 0 && answer.next && answer.last !== null && answer.last > 1) {
      return { cursor: { ...here, page: answer.last, attempts: 0 } };
    }
    if (await isDeleted(id)) return ended('skipped', 'it was deleted in the meantime');
    const observations = listed
      .filter((item) => isRecent(pass, item, since))
      .flatMap((item) => importedObservation(pass, item, repository) ?? []);
    const taken = await take(observations, mapping);
    if (taken === null) return null;
    const following = isPast(pass, listed, since) ? null : followingPage(pass, here.page, answer.next);
    const after = following === null ? nextPass : { ...here, page: following, attempts: 0 };
    const updated = withProblems(
      withRead(after, pass.kind, observations.length),
      taken.problems.map((problem) => `${name}: ${problem}`),
    );
    return {
      ...(answer.rest === null
        ? { cursor: updated }
        : waiting(updated, answer.rest, "the rest of GitHub's hourly limit is reserved for other work")),
      read: observations.length,
      changed: taken.changed,
    };
  };

  /** Whether a webhook reported in the meantime that the repository was deleted, with everything in it. */
  async function isDeleted(id: string): Promise<boolean> {
    const latest = await store.observations.latest(`github:repository:${id}`);
    return latest !== null && / 1 /.test(latest);
  }
}

/** The page after this one; null when the list ends. */
function followingPage({ backwards, pages }: ImportPass, page: number, more: boolean): number | null {
  if (backwards && page > 0) return page > 1 ? page - 1 : null;
  const next = Math.max(page, 1) + 1;
  return more && next <= (pages ?? Number.POSITIVE_INFINITY) ? next : null;
}

function isRecent({ since }: ImportPass, item: JsonObject, earliest: string | undefined): boolean {
  if (since?.field === undefined || earliest === undefined) return true;
  const time = item[since.field];
  return typeof time === 'string' && time >= earliest;
}

/** Whether the rest of a list, the last changed first, is too old. */
function isPast({ since }: ImportPass, items: readonly JsonObject[], earliest: string | undefined): boolean {
  if (since?.field === undefined || earliest === undefined) return false;
  const last = items.at(-1)?.updated_at;
  return typeof last === 'string' && last < earliest;
}

/** A time as GitHub writes it, in whole seconds. */
const secondsOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
