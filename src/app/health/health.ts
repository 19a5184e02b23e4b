import { setImmediate } from 'node:timers/promises';
import { isPublished } from '../../core/automation.ts';
import { neededSecrets } from '../../core/template/needed-secrets.ts';
import type { FolderView } from '../../core/views/folder-view.ts';
import type { HealthReport } from '../../core/views/health-view.ts';
import type { StoredAutomation } from '../../store/automations.ts';
import type { LastRun } from '../../store/run-counts.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { World } from '../world.ts';

/** How many events are examined, and how many rows of each kind are shown. */
const looked = 1_000;
const shown = 50;

/** How many automations are read at once. */
const batchSize = 500;

/** Creates the report on what needs attention. It never contains the value of a secret. */
export function createHealthReport(
  { store, settings }: Pick<World, 'store' | 'settings'>,
  live: LiveAutomations,
  folder: () => FolderView | null = () => null,
): () => Promise<HealthReport> {
  async function lastRuns(identifiers: readonly string[]): Promise<Map<string, LastRun>> {
    const found = new Map<string, LastRun>();
    for (let from = 0; from < identifiers.length; from += batchSize) {
      for (const run of await store.runCounts.last(identifiers.slice(from, from + batchSize))) {
        found.set(run.automation, run);
      }
      // PGlite answers in microtasks: without yielding to the event loop, many automations would block everything else.
      await setImmediate();
    }
    return found;
  }

  return async () => {
    const { byIdentifier } = await live.current();
    const all = [...byIdentifier.values()];
    const active = all.filter(({ automation }) => isPublished(automation));
    const last = await lastRuns(active.map(({ automation }) => automation.identifier));
    const idle = active.filter(({ automation }) => !last.has(automation.identifier));
    const unmatched = await store.troubles.unmatched(looked, shown);
    return {
      folder: folder(),
      targets: (await store.targets.parked()).map(({ key, failures, parkedSince, probeAt, reason }) => ({
        ...{ key, failures, reason },
        since: timeOf(parkedSince),
        probeAt: timeOf(probeAt),
      })),
      conditions: (await store.troubles.failedConditions(looked, shown)).map(({ lastAt, ...condition }) => ({
        ...condition,
        lastAt: iso(lastAt),
      })),
      failing: [...last.values()]
        .filter(({ status }) => status === 'FAILURE')
        .sort((a, b) => b.createdAt - a.createdAt)
        .slice(0, shown)
        .map(({ automation, id, createdAt }) => ({ automation, run: id, at: iso(createdAt) })),
      neverFired: {
        total: idle.length,
        automations: idle.slice(0, shown).map(({ automation: { identifier, title = null }, createdAt }) => ({
          ...{ identifier, title },
          since: iso(createdAt),
        })),
      },
      unmatched: {
        looked: unmatched.looked,
        blueprints: unmatched.blueprints.map(({ lastAt, ...row }) => ({ ...row, lastAt: iso(lastAt) })),
      },
      deliveries: (await store.deliveries.list(shown, true)).map(({ id, name, receivedAt, waitsFor, problems }) => ({
        ...{ id, webhook: name, waitsFor, problems },
        receivedAt: iso(receivedAt),
      })),
      connections: settings.connections ?? [],
      missingSecrets: missingSecrets(all, settings.secrets),
    };
  };
}

function missingSecrets(
  all: readonly StoredAutomation[],
  secrets: Readonly<Record<string, string>>,
): HealthReport['missingSecrets'] {
  const named = new Map<string, string[]>();
  for (const { automation } of all) {
    for (const name of neededSecrets(automation.invocationMethod)) {
      if (Object.hasOwn(secrets, name)) continue;
      named.set(name, [...(named.get(name) ?? []), automation.identifier]);
    }
  }
  return [...named].map(([name, automations]) => ({ name, automations })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
