import type { Claims } from '../../backends/backend.ts';
import type { StoredDelivery } from '../../backends/provider-contract.ts';
import { workReportOf } from '../../backends/providers.ts';
import { AppError, messageOf } from '../../core/error.ts';
import { type JsonObject, valueAt } from '../../core/json.ts';
import { externalKeyOf } from '../../core/workflow/workflow-run.ts';
import type { Delivery, DeliveryHead } from '../../store/deliveries.ts';
import { createLanes, type LaneResult } from '../background/lanes.ts';
import type { Handled, TakeDelivery } from '../event-sources/event-source.ts';
import { targetKey } from '../invoke/circuit-breaker.ts';
import type { RunReporting } from '../runs/report-run.ts';
import type { World } from '../world.ts';

/** How many deliveries are read at once. */
const batchSize = 100;

/** After this many internal errors a delivery is given up, so that it does not fail forever. */
const maxAttempts = 10;

/** Handles the webhooks of providers, which end runs; GitHub's also change the catalog. */
export type GitHubEvents = {
  /** Stores a delivery, once for each id; false when it was already stored. */
  store(delivery: StoredDelivery): Promise<boolean>;
  /** Ends the run that a delivery reports on at once, which needs neither a mapping nor an account. */
  report(delivery: Pick<StoredDelivery, 'name' | 'payload'>): Promise<void>;
  /** Handles stored deliveries; resolves when everything that can be handled now has been. */
  handle(): Promise<void>;
  /** Applies reports that arrived before the run knew the external id they use. */
  catchUp(externalIds: readonly string[]): Promise<void>;
};

/** An event source and how it handles a delivery. */
export type Taker = { webhooks: readonly string[]; take: TakeDelivery };

/**
 * Ends runs that the provider reports as finished, and passes deliveries to the event sources that read them, in any
 * order. `accounts`: whose events count; null for every account that installed the App.
 */
export function createGitHubEvents(
  world: Pick<World, 'store' | 'clock' | 'log' | 'tracing'>,
  report: RunReporting,
  options: {
    takers: readonly Taker[];
    accounts: readonly string[] | null;
    /** Called with each delivery before it is stored, so that work running alongside sees what the delivery changes. */
    stored?: (name: string, payload: JsonObject) => void;
  },
): GitHubEvents {
  const { store, log, clock } = world;
  let current: Promise<void> | null = null;
  let again = false;

  async function reportRun(delivery: Pick<StoredDelivery, 'name' | 'payload'>): Promise<void> {
    const reported = workReportOf(delivery.name, delivery.payload);
    if (reported !== null && reported.outcome !== null) await report.external(reported.externalId, reported.outcome);
  }

  async function take(delivery: Delivery): Promise<Handled> {
    await reportRun(delivery);
    const account =
      valueAt(delivery.payload, 'repository', 'owner', 'login') ??
      valueAt(delivery.payload, 'installation', 'account', 'login');
    const takers = options.takers.filter(({ webhooks }) => webhooks.includes(delivery.name));
    if (takers.length > 0 && !isWanted(account, options.accounts)) {
      return { type: 'done', problems: [`${String(account)} is not one of GITHUB_ACCOUNTS`] };
    }
    const problems: string[] = [];
    for (const taker of takers) {
      const handled = await taker.take(delivery);
      if (handled.type !== 'done') return handled;
      problems.push(...handled.problems);
    }
    return { type: 'done', problems };
  }

  async function handleOne(delivery: Delivery): Promise<LaneResult> {
    const { id, name } = delivery;
    try {
      const handled = await take(delivery);
      if (handled.type === 'later') return 'later';
      for (const problem of handled.problems)
        log.warn({ delivery: id, webhook: name, problem }, 'a webhook has a problem');
      if (handled.type === 'wait') await store.deliveries.wait(id, handled.for, handled.problems);
      else await store.deliveries.markHandled(id, handled.problems);
      return 'done';
    } catch (error) {
      // A temporary condition, such as GitHub being down, is not the delivery's failure.
      if (error instanceof AppError && error.retry === 'later') {
        log.warn({ delivery: id, webhook: name, error: error.message }, 'a webhook will be handled later');
        return 'stuck';
      }
      log.error({ delivery: id, webhook: name, error: messageOf(error), cause: error }, 'handling a webhook failed');
      if (delivery.attempts + 1 < maxAttempts) {
        await store.deliveries.noteFailure(id);
        return 'failed';
      }
      await store.deliveries.markHandled(id, ['Given up after repeated internal errors; see the service log']);
      return 'done';
    }
  }

  const lanes = createLanes({
    now: clock.now,
    more: () => look(),
    async work({ id }) {
      const delivery = await store.deliveries.get(id);
      // Another replica may have handled it since it was listed.
      return delivery === null || delivery.handledAt !== null ? 'done' : handleOne(delivery);
    },
  });

  async function lookOnce(): Promise<void> {
    let last: DeliveryHead | null = null;
    for (;;) {
      const open: DeliveryHead[] = await store.deliveries.open(batchSize, last, lanes.closed());
      for (const head of open) lanes.add(head);
      last = open.at(-1) ?? null;
      if (open.length < batchSize) return;
    }
  }

  // One pass at a time; calls made during a pass share the one after it.
  async function look(): Promise<void> {
    if (current !== null) {
      again = true;
      return current;
    }
    current = (async () => {
      do {
        again = false;
        await lookOnce();
      } while (again);
    })().finally(() => {
      current = null;
    });
    return current;
  }

  async function handle(): Promise<void> {
    await look();
    await lanes.idle();
  }

  return {
    async store({ id, name, payload, trace: from }) {
      options.stored?.(name, payload);
      const reported = workReportOf(name, payload);
      const subject = reported && externalKeyOf(reported.externalId);
      const { traceparent: trace, end } = world.tracing.begin('receive webhook', from, { delivery: id, webhook: name });
      const delivery = { id, name, subject, payload, ...(trace !== null && { trace }) };
      const isNew = await store.deliveries.insert(delivery);
      if (isNew) end();
      return isNew;
    },

    report: reportRun,

    handle,

    async catchUp(externalIds) {
      let early = false;
      for (const externalId of externalIds) {
        for (const delivery of await store.deliveries.about(externalKeyOf(externalId))) {
          await reportRun(delivery);
          early ||= delivery.handledAt === null;
        }
      }
      // The event sources were waiting for the external id as well.
      if (early) await handle();
    },
  };
}

/** Answers what our runs already hold on GitHub, for backends that search for their work. */
export function createClaims({ store }: Pick<World, 'store'>): Claims {
  return {
    taken: (externalIds) => store.runs.takenExternalIds(externalIds),
    contested: (runId, target, since) => store.runs.isContested(runId, targetKey(target), since),
  };
}

function isWanted(account: unknown, accounts: readonly string[] | null): boolean {
  return accounts === null || (typeof account === 'string' && accounts.includes(account.toLowerCase()));
}
