import { isPublished } from '../../core/automation.ts';
import { findBackend } from '../../core/definition/backend-spec.ts';
import {
  type AutomationFilter,
  type DefinitionRow,
  facetOf,
  isShown,
  noSource,
} from '../../core/views/automation-filter.ts';
import type { AutomationRow, DayCount, FacetsAnswer, SourceView } from '../../core/views/automation-view.ts';
import { type PauseView, pauseView } from '../../core/views/pause-view.ts';
import { triggerView } from '../../core/views/trigger-view.ts';
import type { StoredAutomation } from '../../store/automations.ts';
import { eventSources } from '../event-sources/index.ts';
import { type Live, type LiveAutomations, pauseOf } from '../match/live-automations.ts';
import { repositoryOfSource } from '../sync/source-name.ts';
import type { World } from '../world.ts';
import { folderPrefix, readExisting } from './automations.ts';

/** A page of the list: the identifier after which it begins, and how many rows. */
export type ListPage = { after: string | null; limit: number };

/** The rows on a page, where the next page begins, and how many automations match the filter in total. */
export type AutomationPage = { automations: AutomationRow[]; next: string | null; total: number };

/** The list of automations, with a summary of their recent runs. */
export type AutomationList = {
  /** `failing`: only automations whose latest run failed. */
  page(filter: AutomationFilter & { failing?: boolean }, page: ListPage): Promise<AutomationPage>;
  get(identifier: string): Promise<AutomationRow & { definition: StoredAutomation['automation'] }>;
  facets(): Promise<Omit<FacetsAnswer, 'ok'>>;
};

const dayMs = 24 * 3600 * 1000;

/** Creates the list of automations; the rows are rebuilt only when an automation has changed. */
export function createAutomationList(
  { store, backends, clock }: Pick<World, 'store' | 'backends' | 'clock'>,
  live: LiveAutomations,
  webUrl: string | null,
): AutomationList {
  let cached: { version: number; rows: DefinitionRow[] } | null = null;

  async function definitionRows(): Promise<DefinitionRow[]> {
    const now = await live.current();
    const { version, byIdentifier } = now;
    if (cached?.version !== version) {
      const rows = [...byIdentifier.values()].map((stored) =>
        definitionRow(stored, { backends, webUrl }, pausedView(now, stored)),
      );
      cached = { version, rows: rows.sort((a, b) => (a.identifier < b.identifier ? -1 : 1)) };
    }
    return cached.rows;
  }

  async function withRuns(rows: readonly DefinitionRow[]): Promise<AutomationRow[]> {
    const identifiers = rows.map(({ identifier }) => identifier);
    const days = lastDays(clock.now());
    const [last, daily] = await Promise.all([
      store.runCounts.last(identifiers),
      store.runCounts.daily(identifiers, Date.parse(days[0] ?? '')),
    ]);
    const lastOf = new Map(last.map((run) => [run.automation, run]));
    const countOf = new Map(daily.map((count) => [`${count.day} ${count.automation}`, count]));
    return rows.map((row) => {
      const run = lastOf.get(row.identifier);
      const week = days.map((day): DayCount => {
        const { runs = 0, failures = 0 } = countOf.get(`${day} ${row.identifier}`) ?? {};
        return { day, runs, failures };
      });
      const lastRun =
        run === undefined ? null : { id: run.id, status: run.status, createdAt: new Date(run.createdAt).toISOString() };
      return { ...row, lastRun, week };
    });
  }

  async function failing(rows: readonly DefinitionRow[]): Promise<DefinitionRow[]> {
    const last = await store.runCounts.last(rows.map(({ identifier }) => identifier));
    const failed = new Set(last.filter(({ status }) => status === 'FAILURE').map(({ automation }) => automation));
    return rows.filter(({ identifier }) => failed.has(identifier));
  }

  function pausedView(now: Live, { automation }: StoredAutomation): PauseView | null {
    const pause = pauseOf(now, 'automation', automation.identifier, clock.now());
    return pause === null ? null : pauseView(pause);
  }

  return {
    async page(filter, { after, limit }) {
      const shown = (await definitionRows()).filter((row) => isShown(row, filter));
      const rows = filter.failing === true ? await failing(shown) : shown;
      const rest = after === null ? rows : rows.filter(({ identifier }) => identifier > after);
      const automations = await withRuns(rest.slice(0, limit));
      const next = rest.length > limit ? (automations.at(-1)?.identifier ?? null) : null;
      return { automations, next, total: rows.length };
    },

    async get(identifier) {
      const stored = await readExisting(store.automations, identifier);
      const now = await live.current();
      const [row] = await withRuns([definitionRow(stored, { backends, webUrl }, pausedView(now, stored))]);
      if (row === undefined) throw new Error('a definition gave no row');
      return { ...row, definition: stored.automation };
    },

    async facets() {
      const rows = await definitionRows();
      return {
        blueprints: facetOf(rows, ({ trigger }) => trigger.blueprint),
        backends: facetOf(rows, ({ backend }) => backend.type),
        sources: facetOf(rows, ({ source }) => source?.name ?? noSource),
        triggers: facetOf(rows, ({ trigger }) => trigger.event),
        eventSources: eventSources.map(({ name }) => name),
      };
    },
  };
}

function definitionRow(
  stored: StoredAutomation,
  { backends, webUrl }: { backends: World['backends']; webUrl: string | null },
  paused: PauseView | null,
): DefinitionRow {
  const { automation, hash } = stored;
  const { identifier, title = null, description = null, icon = null, trigger, invocationMethod } = automation;
  const backend = findBackend(backends, invocationMethod.type);
  return {
    identifier,
    title,
    description,
    icon,
    active: isPublished(automation),
    paused,
    settings: stored.settings,
    revision: hash,
    updatedAt: new Date(stored.updatedAt).toISOString(),
    updatedBy: stored.updatedBy,
    trigger: triggerView(trigger.event),
    conditions: trigger.condition?.expressions.length ?? 0,
    backend: { type: invocationMethod.type, label: backend?.label?.(invocationMethod) ?? invocationMethod.type },
    source: sourceView(stored, webUrl),
  };
}

function sourceView({ source, file, line }: StoredAutomation, webUrl: string | null): SourceView | null {
  if (source === null) return null;
  const repository = source.startsWith(folderPrefix) ? null : repositoryOfSource(source);
  const url =
    repository === null || file === null || webUrl === null
      ? null
      : `${webUrl}/${repository}/blob/HEAD/${encodeURI(file)}${line === null ? '' : `#L${line}`}`;
  return { name: source, repository, path: file, line, url, editable: url !== null };
}

/** The last seven days in UTC, ending with today. */
function lastDays(now: number): string[] {
  return Array.from({ length: 7 }, (_, index) => new Date(now - (6 - index) * dayMs).toISOString().slice(0, 10));
}
