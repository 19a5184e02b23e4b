import type { AutomationRow, Facet } from './automation-view.ts';

/** The parts of a row that come from the definition alone. */
export type DefinitionRow = Omit<AutomationRow, 'lastRun' | 'week'>;

/** What a filter calls the source of automations that were made on the page or by the API. */
export const noSource = 'none';

/** Which automations a list shows; every given field must match. */
export type AutomationFilter = {
  search?: string;
  trigger?: string;
  blueprint?: string;
  backend?: string;
  source?: string;
  active?: boolean;
  /** `shadow`: only automations that call nothing; `live`: only the others. */
  mode?: 'live' | 'shadow';
};

/** True for a row that the filter shows. `search` looks at everything a person reads in the row. */
export function isShown(row: DefinitionRow, filter: AutomationFilter): boolean {
  const { search, trigger, blueprint, backend, source, active, mode } = filter;
  return (
    (trigger === undefined || row.trigger.event === trigger) &&
    (blueprint === undefined || row.trigger.blueprint === blueprint) &&
    (backend === undefined || row.backend.type === backend) &&
    (source === undefined || (row.source?.name ?? noSource) === (source || noSource)) &&
    (active === undefined || row.active === active) &&
    (mode === undefined || (row.settings?.mode ?? 'live') === mode) &&
    (search === undefined || textOf(row).includes(search.toLowerCase()))
  );
}

function textOf({ identifier, title, description, backend, source }: DefinitionRow): string {
  return [identifier, title, description, backend.label, source?.path].join('\n').toLowerCase();
}

/** The values that a field has, most frequent first. */
export function facetOf(rows: readonly DefinitionRow[], field: (row: DefinitionRow) => string | undefined): Facet[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = field(row);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}
