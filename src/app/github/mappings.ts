import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitHub, GitHubResult } from '../../backends/backend.ts';
import { createCache } from '../../backends/cache.ts';
import { readContents } from '../../backends/github/contents.ts';
import { rateLimitWait, reasonOf } from '../../backends/github/rate-limit.ts';
import { defaultMapping } from '../../core/catalog/github/default-mapping.ts';
import { type Mapping, readMapping } from '../../core/catalog/github/mapping.ts';
import { AppError, messageOf } from '../../core/error.ts';
import { formatIssue } from '../../core/issue/format-issue.ts';
import { type JsonObject, valueAt } from '../../core/json.ts';
import type { SourceFile } from '../../core/source/source.ts';
import type { World } from '../world.ts';

/** The mapping of one account; null when its file has errors, which `problems` lists. */
export type LoadedMapping = {
  /** Where the file is, e.g. `acme/.github/port-app-config.yml`. */
  file: string;
  mapping: Mapping | null;
  problems: string[];
};

/** The mappings from GitHub to the catalog, by account. */
export type GitHubMappings = {
  /** Reads an account's mapping; rejects with `unavailable` when GitHub does not return the file. */
  of(account: string): Promise<LoadedMapping>;
  /** The name a delivery waits for while the account's mapping is broken. */
  waitName(account: string): string;
  /** Drops an account's cached mapping, because the file may have changed. */
  forget(account: string): void;
  /** Reads unusable mappings again once they have been cached for some minutes. */
  retry(): Promise<void>;
  /** The mappings in use, as the API shows them. */
  known(): Promise<{ account: string; file: string; usable: boolean; problems: string[] }[]>;
};

/** The repositories searched for an account's mapping; the first that exists wins. */
const mappingRepositories = ['.github', '.github-private'];
const fileNames = ['port-app-config.yml', 'port-app-config.yaml'];

/** The account whose mapping may be in the webhook's repository; null when it cannot be there. */
export function mappingOwner(payload: JsonObject): string | null {
  const account = valueAt(payload, 'repository', 'owner', 'login');
  const isOne = mappingRepositories.includes(String(valueAt(payload, 'repository', 'name')));
  return isOne && typeof account === 'string' ? account : null;
}

/** How long a mapping is cached when no webhook says that it changed. */
const mappingTtlMs = 5 * 60_000;

/** Far more accounts than any service has. */
const maxAccounts = 10_000;

/**
 * Reads mappings: the account's own file in its `.github` repository, else the file given to the service, else the
 * default. A broken file is never replaced by another mapping, which would create entities under wrong names.
 */
export function createGitHubMappings(
  { jq, clock, store, log }: Pick<World, 'jq' | 'clock' | 'store' | 'log'>,
  github: GitHub | null,
  given: SourceFile | null,
): GitHubMappings {
  const cache = createCache<Promise<LoadedMapping>>({ max: maxAccounts, ttlMs: mappingTtlMs, now: clock.now });
  const keyOf = (account: string): string => account.toLowerCase();
  const waitName = (account: string): string => `mapping:${keyOf(account)}`;

  async function load(account: string): Promise<LoadedMapping> {
    const file = (await ownFile(account)) ?? given ?? defaultMapping;
    if ('refusal' in file) {
      const problem = `${file.path} cannot be read: ${file.refusal}. Allow the GitHub App to read it, and accept its permissions.`;
      log.warn({ account, file: file.path, problem }, 'a GitHub mapping has a problem');
      return { file: file.path, mapping: null, problems: [problem] };
    }
    const { mapping, issues } = await readMapping(file, jq);
    const problems = issues.filter(({ severity }) => severity !== 'info').map((issue) => formatIssue(issue));
    for (const problem of problems) log.warn({ account, file: file.path, problem }, 'a GitHub mapping has a problem');
    if (mapping !== null) await store.deliveries.wake(waitName(account));
    return { file: file.path, mapping, problems };
  }

  async function ownFile(owner: string): Promise<SourceFile | { path: string; refusal: string } | null> {
    if (github === null) return null;
    for (const repo of mappingRepositories) {
      for (const path of fileNames) {
        const read = await readContents(github, { owner, repo, path });
        // Without permission to read the file we cannot rule one out; another mapping could create entities under wrong
        // names.
        const refusal = refusalOf(read, clock.now());
        if (refusal !== null) return { path: `${owner}/${repo}/${path}`, refusal };
        // The App is not installed for that repository, so the account keeps no mapping there for us.
        if (read.type === 'no-installation') break;
        if (read.type !== 'text') {
          const reason = read.type === 'answer' ? reasonOf(read) : read.message;
          throw new AppError('unavailable', `The mapping of ${owner} could not be read: ${reason}`);
        }
        if (read.text !== null) return { path: `${owner}/${repo}/${path}`, text: read.text };
      }
    }
    return null;
  }

  function of(account: string): Promise<LoadedMapping> {
    const key = keyOf(account);
    const known = cache.get(key);
    if (known !== undefined) return known;
    const loaded = load(account);
    cache.set(key, loaded);
    loaded.catch(() => cache.delete(key));
    return loaded;
  }

  return {
    of,
    async retry() {
      const old = cache.entries().filter(({ expired }) => expired);
      await Promise.all(
        old.map(async ({ key: account, value }) => {
          if ((await value).mapping === null) await of(account);
        }),
      );
    },
    waitName,
    forget: (account) => void cache.delete(keyOf(account)),
    async known() {
      const all = await Promise.all(
        cache.entries().map(({ key: account, value }) =>
          value.then(
            ({ file, mapping, problems }) => [{ account, file, usable: mapping !== null, problems }],
            // A mapping that cannot be read now is read again with its account's next webhook.
            () => [],
          ),
        ),
      );
      return all.flat();
    },
  };
}

/** Reads the mapping file given to the service; null when none was given. */
export async function readGivenMapping(path: string | null): Promise<SourceFile | null> {
  if (path === null) return null;
  try {
    if (!(await stat(path)).isDirectory()) return { path, text: await readFile(path, 'utf8') };
    const inside = await readdir(path);
    const name = fileNames.find((one) => inside.includes(one));
    if (name === undefined) throw new Error(`the folder contains no ${fileNames.join(' or ')}`);
    return { path: join(path, name), text: await readFile(join(path, name), 'utf8') };
  } catch (cause) {
    throw new AppError(
      'invalid_request',
      `GITHUB_MAPPING points to ${path}, which cannot be read: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  }
}

/** Why GitHub refuses to show the file now; null when it does not refuse, or fails for another reason. */
function refusalOf(result: { type: 'text' } | GitHubResult, now: number): string | null {
  if (result.type === 'no-installation') return result.forbidden === true ? withoutStop(result.message) : null;
  if (result.type !== 'answer' || result.status !== 403 || rateLimitWait(result, now) !== null) return null;
  return withoutStop(reasonOf(result));
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');
