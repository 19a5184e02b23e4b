import type { GitHub, GitHubResult } from '../../backends/backend.ts';
import { importedRepository, listIn, repositoryOutline } from '../../core/catalog/github/import-passes.ts';
import { isObject, type JsonObject, valueAt } from '../../core/json.ts';
import type { World } from '../world.ts';
import { type ImportCursor, withProblems, withRead } from './import-cursor.ts';
import { readAnswer } from './read-answer.ts';
import { type ImportRequest, type ImportStep, type StepInput, waiting } from './step.ts';

/**
 * The step that finds the repositories (a page of all of them, or one of the requested ones) and imports the
 * repositories themselves.
 */
export function createListStep({ clock }: Pick<World, 'clock'>, github: GitHub) {
  function ask({ account, repositories }: ImportRequest, index: number, signal: AbortSignal): Promise<GitHubResult> {
    if (repositories === undefined) {
      return github.account(account, 'GET /installation/repositories', { per_page: 100, page: index + 1 }, signal);
    }
    const [owner = '', repo = ''] = (repositories[index] ?? '').split('/');
    return github.account(account, 'GET /repos/{owner}/{repo}', { owner, repo }, signal);
  }

  return async ({ job, request, cursor, mapping, take, signal }: StepInput): Promise<ImportStep | null> => {
    const named = request.repositories;
    const index = cursor.page;
    if (named !== undefined && index >= named.length) return { cursor: reading(cursor) };
    const answer = readAnswer(await ask(request, index, signal), clock.now(), cursor.attempts);
    if (answer.type === 'wait') {
      const attempts = cursor.attempts + (answer.failed ? 1 : 0);
      return waiting({ ...cursor, attempts }, answer.until, answer.why);
    }
    if (answer.type === 'over') return { cursor, over: answer.why };
    const next: ImportCursor = { ...cursor, page: index + 1, attempts: 0 };
    if (answer.type !== 'data') {
      const why = answer.type === 'refused' ? 'the App may not read it' : (answer.why ?? 'it cannot be read');
      // Without its list of repositories there is nothing to import.
      if (named === undefined)
        return { cursor, over: `The repositories of ${request.account} cannot be listed: ${why}` };
      const { found, done, skipped } = next.repositories;
      const repositories = { found: found + 1, done, skipped: skipped + 1 };
      return { cursor: withProblems({ ...next, repositories }, [`${named[index]}: ${why}`]) };
    }
    const listed = named === undefined ? listIn({ list: 'repositories' }, answer.data) : [answer.data as JsonObject];
    const found = (listed ?? []).filter((one) => isOwn(one, request.account));
    const hasKind = mapping.mapping.resources.some(({ kind }) => kind === 'repository');
    const taken = await take(hasKind ? found.flatMap((one) => importedRepository(one) ?? []) : [], mapping);
    if (taken === null) return null;
    const archived = found.filter((one) => one.archived === true);
    const open = found.filter((one) => one.archived !== true);
    const more = named === undefined ? answer.next : index + 1 < named.length;
    const { repositories } = next;
    const counted = {
      ...withRead(next, 'repository', found.length),
      repositories: {
        ...repositories,
        found: repositories.found + found.length,
        skipped: repositories.skipped + archived.length,
      },
    };
    const moved = named !== undefined && found.length === 0;
    const updated = withProblems(counted, [
      ...taken.problems,
      ...(moved ? [`${named[index]} is not a repository of ${request.account}`] : []),
      ...archived.map((one) => `${String(one.full_name)} is archived: only the repository itself was imported`),
    ]);
    return {
      ...(answer.rest === null
        ? { cursor: more ? updated : reading(updated) }
        : waiting(
            more ? updated : reading(updated),
            answer.rest,
            "the rest of GitHub's hourly limit is reserved for other work",
          )),
      read: found.length,
      changed: taken.changed,
      store: async (tx) => {
        const rows = open.map((one) => ({ id: String(one.id), repository: repositoryOutline(one) }));
        await tx.importRepositories.add(job.id, rows);
      },
    };
  };
}

/** The cursor after the last repository was found. */
const reading = (cursor: ImportCursor): ImportCursor => ({ ...cursor, phase: 'reading', page: 0, attempts: 0 });

/** Whether GitHub's object is a repository of the account; one that has been transferred is not. */
function isOwn(repository: JsonObject, account: string): boolean {
  if (!isObject(repository) || typeof repository.id !== 'number' || typeof repository.name !== 'string') return false;
  return String(valueAt(repository, 'owner', 'login')).toLowerCase() === account.toLowerCase();
}
