import type { Claims } from '../../backends/backend.ts';
import type { StoredDelivery } from '../../backends/github/receive.ts';
import { newsOf } from '../../backends/run-reports.ts';
import { AppError, messageOf } from '../../core/error.ts';
import { type Json, valueAt } from '../../core/json.ts';
import { externalKeyOf } from '../../core/workflow/workflow-run.ts';
import type { Delivery, DeliveryHead } from '../../store/deliveries.ts';
import { createLanes } from '../background/lanes.ts';
import type { Handled, TakeDelivery } from '../event-sources/event-source.ts';
import { targetKey } from '../invoke/circuit-breaker.ts';
import type { Report } from '../runs/report-run.ts';
import type { World } from '../world.ts';

/** How many deliveries are read at once. */
const round = 100;

/** After so many failures of ours a delivery is given up, so that it does not fail for ever. */
const maximumAttempts = 10;

/** What webhooks of GitHub and GitLab do to runs, and GitHub's to the catalog. */
export type GitHubEvents = {
  /** Keeps a delivery, once for each id; false for one we had. */
  store(delivery: StoredDelivery): Promise<boolean>;
  /** Handles what was stored and not handled yet: in order within an account, side by side between accounts. */
  handle(): Promise<void>;
  /** Applies reports that came before we knew the names they use. */
  catchUp(externalIds: readonly string[]): Promise<void>;
};

/** An event source and what it does with a delivery. */
export type Taker = { webhooks: readonly string[]; take: TakeDelivery };

/**
 * Ends runs by what the other side reports and hands deliveries to the event sources that read them; the order in which these come
 * does not matter. `accounts`: whose events count; null for everybody who installed the App.
 */
export function createGitHubEvents(
  world: World,
  report: Report,
  options: { takers: readonly Taker[]; accounts: readonly string[] | null },
): GitHubEvents {
  const { store, log } = world;
  let current: Promise<void> | null = null;
  let again = false;
  const lanes = createLanes();

  async function reportRun(delivery: Delivery): Promise<void> {
    const news = newsOf(delivery.name, delivery.payload);
    if (news !== null && news.outcome !== null) await report.external(news.externalId, news.outcome);
  }

  async function take(delivery: Delivery): Promise<Handled> {
    const account = accountOf(delivery);
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

  /** Does a part of the handling; false when it failed, which is noted. */
  async function attempt(delivery: Delivery, part: () => Promise<void>): Promise<boolean> {
    const { id, name } = delivery;
    try {
      await part();
      return true;
    } catch (error) {
      // What passes by itself, such as GitHub being away, is no failure of the delivery.
      if (error instanceof AppError && error.retry === 'later') {
        log.warn({ delivery: id, webhook: name, error: error.message }, 'a webhook is handled later');
        return false;
      }
      log.error({ delivery: id, webhook: name, error: messageOf(error), cause: error }, 'handling a webhook failed');
      if (delivery.attempts + 1 < maximumAttempts) await store.deliveries.noteFailure(id);
      else await store.deliveries.markHandled(id, ['Given up after failures of our own; see the service log']);
      return false;
    }
  }

  async function handleOne(delivery: Delivery): Promise<void> {
    const { id, name } = delivery;
    const handled = await take(delivery);
    if (handled.type === 'later') return;
    for (const problem of handled.problems)
      log.warn({ delivery: id, webhook: name, problem }, 'a webhook has a problem');
    if (handled.type === 'wait') await store.deliveries.wait(id, handled.for, handled.problems);
    else await store.deliveries.markHandled(id, handled.problems);
  }

  /** The end of a run waits for nothing; what event sources do may take long, so it only delays its own account. */
  async function begin(id: string): Promise<void> {
    const delivery = await store.deliveries.get(id);
    if (delivery === null || !(await attempt(delivery, () => reportRun(delivery)))) return;
    lanes.add(String(accountOf(delivery)).toLowerCase(), id, () =>
      goOn(id).catch((error: unknown) => {
        // Not even its failure could be noted; the next pass takes it.
        log.error({ delivery: id, error: messageOf(error), cause: error }, 'a webhook is handled later');
      }),
    );
  }

  /** Reads it again: what was delivered may be large, and many may wait. */
  async function goOn(id: string): Promise<void> {
    const delivery = await store.deliveries.get(id);
    if (delivery?.handledAt === null) await attempt(delivery, () => handleOne(delivery));
  }

  async function beginAll(): Promise<void> {
    let last: DeliveryHead | null = null;
    for (;;) {
      const open: DeliveryHead[] = await store.deliveries.open(round, last);
      for (const { id } of open) if (!lanes.has(id)) await begin(id);
      last = open.at(-1) ?? null;
      if (open.length < round) return;
    }
  }

  // One pass over what is open at a time; those that are asked for meanwhile are one more.
  async function beginOpen(): Promise<void> {
    if (current !== null) {
      again = true;
      return current;
    }
    current = (async () => {
      do {
        again = false;
        await beginAll();
      } while (again);
    })().finally(() => {
      current = null;
    });
    return current;
  }

  async function handle(): Promise<void> {
    await beginOpen();
    await lanes.idle();
  }

  return {
    store({ id, name, payload }) {
      const news = newsOf(name, payload);
      return store.deliveries.insert({ id, name, subject: news && externalKeyOf(news.externalId), payload });
    },

    handle,

    async catchUp(externalIds) {
      let early = false;
      for (const externalId of externalIds) {
        for (const delivery of await store.deliveries.about(externalKeyOf(externalId))) {
          await reportRun(delivery);
          early ||= delivery.handledAt === null;
        }
      }
      // The event sources waited for the name as well.
      if (early) await handle();
    },
  };
}

/** What our runs hold on GitHub, for backends that search. */
export function createClaims({ store }: World): Claims {
  return {
    taken: (externalIds) => store.runs.takenExternalIds(externalIds),
    contested: (runId, target, since) => store.runs.isContested(runId, targetKey(target), since),
  };
}

function accountOf({ payload }: Delivery): Json | undefined {
  return valueAt(payload, 'repository', 'owner', 'login');
}

function isWanted(account: unknown, accounts: readonly string[] | null): boolean {
  return accounts === null || (typeof account === 'string' && accounts.includes(account.toLowerCase()));
}
