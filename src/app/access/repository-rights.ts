import type { GitHubMembers } from '../../backends/github/members.ts';
import { AppError } from '../../core/error.ts';
import type { Automations } from '../../store/automations.ts';
import { folderPrefix } from '../automations/automations.ts';
import { repositoryOfSource } from '../sync/source-name.ts';

/** True when a person may change an automation, because they may push to the repository that owns it. */
export type RepositoryRights = (identifier: string, login: string) => Promise<boolean>;

/** How long GitHub's answer is used, ms; revoked permissions take effect within that time. */
const staleMs = 60_000;

/** How many answers are kept; the oldest are dropped. */
const maxKept = 1_000;

/** Creates the check of people's rights on repositories; without an App there are none. */
export function createRepositoryRights(
  automations: Pick<Automations, 'get'>,
  members: Pick<GitHubMembers, 'mayWrite'> | null,
  now: () => number,
): RepositoryRights {
  const known = new Map<string, { at: number; value: boolean }>();
  return async (identifier, login) => {
    const source = (await automations.get(identifier))?.source ?? null;
    if (members === null || source === null || source.startsWith(folderPrefix)) return false;
    const repository = repositoryOfSource(source);
    const key = `${repository} ${login.toLowerCase()}`;
    const before = known.get(key);
    if (before !== undefined && now() - before.at < staleMs) return before.value;
    const [owner = '', repo = ''] = repository.split('/');
    const asked = await members.mayWrite(owner, repo, login);
    if (!asked.ok) throw new AppError('unavailable', asked.message);
    const [oldest] = known.keys();
    if (known.size >= maxKept && oldest !== undefined) known.delete(oldest);
    known.set(key, { at: now(), value: asked.value });
    return asked.value;
  };
}
