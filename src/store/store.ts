import { CompiledQuery } from 'kysely';
import { type AccessKeys, createAccessKeys } from './access-keys.ts';
import { announce } from './announce.ts';
import { type AuditRecords, createAuditRecords } from './audit-records.ts';
import { type Automations, createAutomations } from './automations.ts';
import { type Backlog, readBacklog } from './backlog.ts';
import { backupOfCopy, hasRoomForCopy } from './backup/copy.ts';
import { type BackupStream, spoolBackup, streamBackup } from './backup/stream.ts';
import { type Blueprints, createBlueprints } from './blueprints.ts';
import { type BulkJobs, createBulkJobs } from './bulk-jobs.ts';
import { type Clients, createClients } from './clients.ts';
import type { Database, EmbeddedEngine } from './database.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { type DueKind, findDue } from './due-work.ts';
import { createEntities, type Entities } from './entities.ts';
import { createEntityList, type EntityList } from './entity-list.ts';
import { createEventList, type EventList } from './event-list.ts';
import { createEvents, type Events } from './events.ts';
import { createImportRepositories, type ImportRepositories } from './import-repositories.ts';
import { type Inspection, inspect } from './inspection.ts';
import { createLimitedRuns, type LimitedRuns } from './limited-runs.ts';
import { createObservations, type Observations } from './observations.ts';
import { isOutage } from './outage.ts';
import { createPauses, type Pauses } from './pauses.ts';
import type { Job, JobInput, JobKind, Queue } from './queue.ts';
import { createReplicas, type Replicas } from './replicas.ts';
import { createRunChain, type RunChain } from './run-chain.ts';
import { createRunCounts, type RunCounts } from './run-counts.ts';
import { createRunHistory, type RunHistory } from './run-history.ts';
import { createRunList, type RunList } from './run-list.ts';
import { createRunSelection, type RunSelections } from './run-selection.ts';
import { createRuns, type Runs } from './runs.ts';
import { createSources, type Sources } from './sources.ts';
import { createState, type State } from './state.ts';
import { createStreaks, type Streaks } from './streaks.ts';
import { createTargets, type Targets } from './targets.ts';
import { createTimers, type Timers } from './timers.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createTroubles, type Troubles } from './troubles.ts';
import { vacuum } from './vacuum.ts';
import { createWaitingRuns, type WaitingRuns } from './waiting-runs.ts';

/** All tables, through the database or one transaction. */
export type Tx = {
  accessKeys: AccessKeys;
  automations: Automations;
  auditRecords: AuditRecords;
  clients: Clients;
  events: Events;
  runs: Runs;
  history: RunHistory;
  runChain: RunChain;
  runCounts: RunCounts;
  runList: RunList;
  eventList: EventList;
  blueprints: Blueprints;
  entities: Entities;
  entityList: EntityList;
  timers: Timers;
  targets: Targets;
  replicas: Replicas;
  deliveries: Deliveries;
  observations: Observations;
  sources: Sources;
  tokens: Tokens;
  state: State;
  waiting: WaitingRuns;
  selection: RunSelections;
  pauses: Pauses;
  limited: LimitedRuns;
  streaks: Streaks;
  bulkJobs: BulkJobs;
  importRepositories: ImportRepositories;
  troubles: Troubles;
  /** Adds and removes jobs in the same transaction as the rows they refer to. */
  jobs: {
    put(jobs: readonly JobInput[]): Promise<void>;
    take(kind: JobKind, limit: number): Promise<Job[]>;
    drop(jobs: readonly Job[]): Promise<void>;
  };
};

/** What planning may use: it has no methods that write, and the database would refuse writes too. */
export type ReadOnlyStore = {
  automations: Pick<Automations, 'list'>;
  sources: Pick<Sources, 'get' | 'repositoryId' | 'repositoryNames' | 'lastRevision'>;
  pauses: Pick<Pauses, 'list'>;
};

/** The store as the use cases see it. */
export type Store = Tx & {
  /** Reads one consistent state of the database, in a read-only transaction. */
  read<T>(work: (reading: ReadOnlyStore) => Promise<T>): Promise<T>;
  /**
   * Runs work in a transaction. It may be repeated after a serialization conflict, so it must have no other side
   * effects.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For each of these kinds, whether there is any due work, without taking it. */
  findDue(kinds: readonly DueKind[]): Promise<boolean[]>;
  /** The waiting work. */
  backlog(): Promise<Backlog>;
  /** The state of the database. */
  inspect(): Promise<Inspection>;
  /** Removes dead rows, for an embedded database, which has no process that does. Returns the tables. */
  vacuum(): Promise<string[]>;
  /**
   * A compressed snapshot of everything in the database. With `folder`, that of an embedded database, a copy is read
   * with `engine`, because the database itself has one connection.
   */
  backup(options: {
    program: string;
    folder: string | null;
    engine?: EmbeddedEngine | undefined;
    signal: AbortSignal;
  }): Promise<BackupStream>;
  /** True for a failure of the database itself: the same data may be stored later. */
  isOutage(error: unknown): boolean;
  /** Resolves when the database answers and can store. */
  ping(): Promise<void>;
};

/**
 * Creates the store on a database and its queue; `now` is the clock, ms since the epoch. `changed` is called with what
 * was stored, such as `run:r_1`, after the commit.
 */
export function createStore(
  db: Database,
  queue: Queue,
  now: () => number,
  changed: (topics: readonly string[]) => void = () => {},
): Store {
  const on = (database: Database): Tx => ({
    accessKeys: createAccessKeys(database, now),
    automations: createAutomations(database, now),
    auditRecords: createAuditRecords(database, now),
    clients: createClients(database),
    events: createEvents(database, now),
    runs: createRuns(database, now),
    history: createRunHistory(database, now),
    runChain: createRunChain(database),
    runCounts: createRunCounts(database),
    runList: createRunList(database),
    eventList: createEventList(database),
    blueprints: createBlueprints(database, now),
    entities: createEntities(database, now),
    entityList: createEntityList(database),
    timers: createTimers(database, now),
    targets: createTargets(database, now),
    replicas: createReplicas(database, now),
    deliveries: createDeliveries(database, now),
    observations: createObservations(database, now),
    jobs: {
      put: (jobs) => queue.put(jobs, database),
      take: (kind, limit) => queue.take(kind, limit, database),
      drop: (jobs) => queue.drop(jobs, database),
    },
    sources: createSources(database, now),
    tokens: createTokens(database, now),
    state: createState(database),
    waiting: createWaitingRuns(database, now),
    selection: createRunSelection(database),
    pauses: createPauses(database, now),
    limited: createLimitedRuns(database, now),
    streaks: createStreaks(database),
    bulkJobs: createBulkJobs(database, now),
    importRepositories: createImportRepositories(database),
    troubles: createTroubles(database),
  });
  return {
    ...announce(on(db), changed),
    read: (work) =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute((transaction) => work(on(transaction))),
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        const topics: string[][] = [];
        try {
          const note = (some: readonly string[]) => void topics.push([...some]);
          const result = await db.transaction().execute((transaction) => work(announce(on(transaction), note)));
          changed(topics.flat());
          return result;
        } catch (error) {
          if (attempt < 5 && isPassing(error)) continue;
          // The answer to a commit can be lost after it took effect, and an unnecessary announcement does no harm.
          if (isOutage(error)) changed(topics.flat());
          throw error;
        }
      }
    },
    findDue: (kinds) => findDue(db, queue.jobsTable, now(), kinds),
    backlog: () => readBacklog(db),
    inspect: () => inspect(db),
    vacuum: () => vacuum(db),
    async backup({ program, folder, engine, signal }) {
      const options = { program, at: now(), jobsTable: queue.jobsTable };
      if (folder !== null) {
        const hasRoom = await hasRoomForCopy(folder);
        return hasRoom
          ? backupOfCopy(db, { ...options, folder, engine, signal })
          : spoolBackup(db, { ...options, folder, signal });
      }
      return { body: streamBackup(db, options), size: null };
    },
    isOutage,
    async ping() {
      // Not a `select`: the embedded database answers those on a full disk too, where nothing can be stored.
      await db.executeQuery(CompiledQuery.raw('values (1)'));
    },
  };
}

/** SQLSTATEs after which the same transaction may succeed when repeated: serialization failure, deadlock. */
const passing: ReadonlySet<unknown> = new Set(['40001', '40P01']);

function isPassing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && passing.has(error.code);
}
