import type { GitHub } from '../../backends/backend.ts';
import type { AppFacts, ServiceFacts } from '../../core/health/health-check.ts';
import { carryOut, serviceChecks } from '../../core/health/index.ts';
import { isObject, type JsonObject, valueAt } from '../../core/json.ts';
import type { CheckView, HealthReport } from '../../core/views/health-view.ts';
import { heldRuns } from '../../core/views/pause-view.ts';
import { appManifest } from '../github/registration.ts';
import type { World } from '../world.ts';

/** How long GitHub may take to return the state of our App, ms; the caller waits for it. */
const appTimeoutMs = 5_000;

/** The checks of the service, as `doctor` shows them; `at`: the time on the service's clock, ms. */
export type HealthChecks = () => Promise<{ at: number; checks: CheckView[] }>;

/** Creates the checks, which gather facts about the service and evaluate the table of checks on them. */
export function createHealthChecks(
  { store, settings, clock }: Pick<World, 'store' | 'settings' | 'clock'>,
  report: () => Promise<HealthReport>,
  failingTasks: () => ServiceFacts['failingTasks'],
  github: Pick<GitHub, 'about'> | null,
): HealthChecks {
  return async () => {
    const asked = clock.now();
    const inspection = await store.inspect();
    const database = { name: 'the database', ahead: middle(asked, clock.now()) - inspection.now };
    const { app, date } = await aboutApp(github, clock.now);
    const backlog = await store.backlog();
    const now = clock.now();
    const since = (moment: number | null) => (moment === null ? null : Math.max(0, now - moment));
    const checks = carryOut(serviceChecks, {
      report: await report(),
      variables: settings.variables ?? [],
      migrations: inspection.migrations,
      freeBytes: settings.freeSpace?.() ?? null,
      clocks: date === null ? [database] : [database, date],
      app,
      failingTasks: failingTasks(),
      lag: { run: since(backlog.oldestDue), event: since(backlog.oldestUnmatched) },
      unmatchedEvents: backlog.unmatchedEvents,
      pauses: await store.pauses.list(),
      heldRuns: heldRuns(backlog),
    });
    return { at: now, checks };
  };
}

/** What GitHub returns about our App, and by how much our clock is ahead of the `Date` of its answer. */
async function aboutApp(
  github: Pick<GitHub, 'about'> | null,
  now: () => number,
): Promise<{ app: AppFacts | null; date: ServiceFacts['clocks'][number] | null }> {
  if (github === null) return { app: null, date: null };
  const { default_permissions: permissions, default_events: events } = appManifest('https://example.com');
  const needs = { permissions, events };
  const asked = now();
  const answer = await github.about(AbortSignal.timeout(appTimeoutMs));
  if (answer.type !== 'answer') return { app: { needs, problem: answer.message }, date: null };
  const at = Date.parse(answer.headers.date ?? '');
  const date = Number.isNaN(at) ? null : { name: 'GitHub', ahead: middle(asked, now()) - at };
  if (answer.status !== 200 || !isObject(answer.data)) {
    const reason = valueAt(answer.data, 'message') ?? 'no reason';
    return { app: { needs, problem: `GitHub answered ${answer.status} to the App: ${String(reason)}` }, date };
  }
  return { app: { needs, granted: grantsOf(answer.data) }, date };
}

function grantsOf({ permissions, events }: JsonObject): { permissions: Record<string, string>; events: string[] } {
  const levels = isObject(permissions) ? Object.entries(permissions) : [];
  return {
    permissions: Object.fromEntries(levels.map(([name, level]) => [name, String(level)])),
    events: Array.isArray(events) ? events.map(String) : [],
  };
}

function middle(from: number, to: number): number {
  return (from + to) / 2;
}
