import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GitHub } from '../../backends/backend.ts';
import { messageOf } from '../../core/error.ts';
import type { BulkJob } from '../../store/bulk-jobs.ts';
import type { Actor, CatalogUseCase } from '../catalog/catalog.ts';
import { gitHubCatalogSource } from '../event-sources/github-catalog.ts';
import { createTakeObservation, originOf, type UsableMapping } from '../event-sources/take-observation.ts';
import type { GitHubMappings } from '../github/mappings.ts';
import type { BulkRound } from '../operate/bulk-runner.ts';
import type { World } from '../world.ts';
import { type ImportCursor, readCursor } from './import-cursor.ts';
import { createListStep } from './list-step.ts';
import { importPace } from './read-answer.ts';
import { createReadStep } from './read-step.ts';
import { type ImportRequest, type ImportStep, type TakeAll, waiting } from './step.ts';

/** The services that an import needs. */
export type ImportTools = {
  github: GitHub;
  mappings: Pick<GitHubMappings, 'of'>;
  catalog: Pick<CatalogUseCase, 'feed' | 'move'>;
};

/** Imports are older than any webhook with the same timestamp on GitHub, and the same for every import. */
const importOrder = '0000 import';

/** How many objects are processed between two renewals of the claim. */
const renewEvery = 20;

/** How long an import waits for a mapping that cannot be used, ms. */
const mappingWaitMs = 30_000;

/** The round of imports: one request to GitHub, and everything in its answer. A repeated round changes nothing more. */
export function createImportRound(world: Pick<World, 'store' | 'jq' | 'clock' | 'log'>, tools: ImportTools): BulkRound {
  const { store, clock, log } = world;
  const takeObservation = createTakeObservation(world, tools.catalog);
  const list = createListStep(world, tools.github);
  const read = createReadStep(world, tools.github);

  function takerFor(id: string, fire: boolean, renew: () => Promise<boolean>): TakeAll {
    const { name } = gitHubCatalogSource;
    const actor: Actor = { name, origin: 'GITHUB', source: name, quiet: !fire };
    return async (observations, mapping) => {
      let changed = 0;
      const problems: string[] = [];
      for (const [index, observation] of observations.entries()) {
        if (index % renewEvery === renewEvery - 1 && !(await renew())) return null;
        await nextTurn();
        try {
          const origin = originOf(observation, importOrder);
          const taken = await takeObservation(observation, origin, mapping, actor, { keeps: true });
          if (taken.changed) changed += 1;
          problems.push(...taken.problems);
        } catch (error) {
          if (store.isOutage(error)) throw error;
          // One object must not stop all others.
          log.error({ bulk: id, subject: observation.subject, error: messageOf(error) }, 'importing an object failed');
          problems.push(`${observation.subject} was left out after an internal error; see the service log`);
        }
      }
      return { changed, problems };
    };
  }

  async function mappingOf(account: string): Promise<UsableMapping | string> {
    try {
      const { mapping, file, problems } = await tools.mappings.of(account);
      return mapping === null ? `${file} cannot be used: ${problems[0] ?? 'it has errors'}` : { mapping, file };
    } catch (error) {
      return messageOf(error);
    }
  }

  async function stepOf(
    job: BulkJob,
    request: ImportRequest,
    cursor: ImportCursor,
    take: TakeAll,
    signal: AbortSignal,
  ): Promise<ImportStep | null> {
    const mapping = await mappingOf(request.account);
    if (typeof mapping === 'string') return waiting(cursor, clock.now() + mappingWaitMs, mapping);
    return (cursor.phase === 'listing' ? list : read)({ job, request, cursor, mapping, take, signal });
  }

  return async (job, lease) => {
    const renew = () => store.bulkJobs.renew(job.id, lease.replica, lease.ms);
    if (!(await renew())) return null;
    const request = job.request as unknown as ImportRequest;
    const cursor = { ...readCursor(job.cursor), waits: null };
    const take = takerFor(job.id, request.fire === true, renew);
    const signal = lease.stopping;
    // GitHub may take longer to answer than the claim lasts.
    const alive = setInterval(() => void renew().catch(() => false), lease.ms / 3);
    const step = await stepOf(job, request, cursor, take, signal).finally(() => clearInterval(alive));
    if (step === null || signal.aborted) return null;
    return store.transaction(async (tx) => {
      if (!(await tx.bulkJobs.renew(job.id, lease.replica, lease.ms))) return null;
      await step.store?.(tx);
      const { read: count = 0, changed = 0, ended = false, over, until = null } = step;
      const { done, changed: before, skipped } = job.counts;
      const counts = { done: done + count, changed: before + changed, waiting: 0, skipped: skipped + count - changed };
      const at = { ...step.cursor } as unknown as BulkJob['cursor'];
      await tx.bulkJobs.progress(job.id, { counts, cursor: at, ended });
      if (over !== undefined) await tx.bulkJobs.fail(job.id, over, 1);
      const endedAt = ended || over !== undefined ? clock.now() : null;
      return { job: { ...job, counts, cursor: at, endedAt }, until, wait: importPace.between };
    });
  };
}
