import type { GitHub } from '../../backends/backend.ts';
import { AppError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { BulkView } from '../../core/views/bulk-view.ts';
import type { Tx } from '../../store/store.ts';
import { newId } from '../ids.ts';
import { bulkView } from '../operate/view-bulk-job.ts';
import { auditRecord } from '../runs/audit-record.ts';
import type { World } from '../world.ts';
import { firstCursor } from './import-cursor.ts';
import type { ImportRequest } from './step.ts';

/** What to import; without an account, from every account that installed the App. */
export type WantedImport = { account?: string; repositories?: string[]; fire?: boolean };

/** Imports existing objects from GitHub into the catalog. */
export type Imports = {
  /** Starts an import for each account in the background; also returns imports that are already running. */
  start(wanted: WantedImport, by: string | null): Promise<BulkView[]>;
  /** Starts the import of an installation, once for each delivery. */
  installed(delivery: string, request: ImportRequest): Promise<void>;
};

/** A name of an account or a repository on GitHub. */
const nameForm = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/;

/**
 * The number of requested repositories from which all of the account's repositories are listed instead of fetching each
 * one.
 */
const mostNamed = 500;

/** Creates imports; `github` null: no App is configured. `accounts`: whose objects count; null: all. */
export function createImports(
  { store }: Pick<World, 'store'>,
  github: GitHub | null,
  accounts: readonly string[] | null,
): Imports {
  const isWanted = (account: string): boolean => accounts === null || accounts.includes(account.toLowerCase());

  async function add(tx: Tx, id: string, request: ImportRequest, by: string | null): Promise<void> {
    const { account, repositories } = request;
    const stored: JsonObject = { ...request };
    const job = { id, kind: 'import', by, request: stored, total: null, lane: laneOf(account) } as const;
    if (!(await tx.bulkJobs.create(job, { ...firstCursor } as unknown as JsonObject))) return;
    const what = repositories === undefined ? account : `${repositories.length} repositories of ${account}`;
    await tx.auditRecords.insert([
      auditRecord(by, 'IMPORT', ['bulk', id], `Started the import of ${what} from GitHub: ${id}`, stored),
    ]);
  }

  /** Starts an import, unless the same one is already running; two at once would read everything twice. */
  function startOne(request: ImportRequest, by: string | null): Promise<{ id: string; fresh: boolean }> {
    return store.transaction(async (tx) => {
      const open = await tx.bulkJobs.lockLane(laneOf(request.account));
      const same = open.find((job) => JSON.stringify(scopeOf(job.request)) === JSON.stringify(scopeOf({ ...request })));
      if (same !== undefined) return { id: same.id, fresh: false };
      const id = newId('bulk');
      await add(tx, id, request, by);
      return { id, fresh: true };
    });
  }

  async function view(id: string): Promise<BulkView> {
    const job = await store.bulkJobs.get(id);
    if (job === null) throw new AppError('not_found', `There is no bulk job ${id}`);
    return bulkView(job);
  }

  async function requireAccount(client: GitHub, account: string): Promise<void> {
    if (!isWanted(account)) throw new AppError('invalid_content', `${account} is not one of GITHUB_ACCOUNTS`);
    const answer = await client.account(account, 'GET /installation/repositories', { per_page: 1 });
    if (answer.type === 'no-installation') throw new AppError('not_found', answer.message);
  }

  return {
    async start({ account: given, repositories, fire }, by) {
      if (github === null) {
        throw new AppError(
          'invalid_request',
          'No GitHub App is configured (APP_ID), so there is nothing to import from',
        );
      }
      const how = { ...(repositories !== undefined && { repositories }), ...(fire === true && { fire }) };
      const account = given ?? repositories?.[0]?.split('/')[0];
      if (account !== undefined) {
        requireNames(account, repositories);
        await requireAccount(github, account);
        const { id, fresh } = await startOne({ account, ...how }, by);
        if (fresh) return [await view(id)];
        throw new AppError('conflict', `An import of ${account} is already running: ${id}`, { details: { id } });
      }
      const installed = await github.accounts();
      if (installed.type !== 'accounts') {
        const why = installed.type === 'answer' ? `status ${installed.status}` : installed.message;
        throw new AppError('unavailable', `GitHub did not list the accounts that installed the App: ${why}`);
      }
      const views: BulkView[] = [];
      for (const name of installed.names.filter(isWanted)) {
        views.push(await view((await startOne({ account: name, ...how }, by)).id));
      }
      return views;
    },

    async installed(delivery, { account, repositories }) {
      if (github === null || !isWanted(account) || !nameForm.test(account)) return;
      const named = repositories?.filter((name) => isOf(account, name));
      if (named?.length === 0) return;
      const request = { account, ...(named !== undefined && named.length <= mostNamed && { repositories: named }) };
      await store.transaction((tx) => add(tx, `bulk_${delivery}`, request, null));
    },
  };
}

/** Imports of one account run one after the other, on any replica. */
const laneOf = (account: string): string => `import:${account.toLowerCase()}`;

function scopeOf({ repositories = null, fire = false }: JsonObject): JsonObject {
  return { repositories, fire };
}

function isOf(account: string, fullName: string): boolean {
  const [owner = '', repo = '', ...rest] = fullName.split('/');
  return owner.toLowerCase() === account.toLowerCase() && nameForm.test(repo) && rest.length === 0;
}

function requireNames(account: string, repositories: readonly string[] | undefined): void {
  if (!nameForm.test(account))
    throw new AppError('invalid_content', `${JSON.stringify(account)} is not the name of a GitHub account`);
  const other = repositories?.find((name) => !isOf(account, name));
  if (other === undefined) return;
  throw new AppError('invalid_content', `Repositories are written ${account}/NAME; ${JSON.stringify(other)} is not`);
}
