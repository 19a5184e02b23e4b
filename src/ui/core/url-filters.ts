/** The filters of a list, as its address holds them. */
export type Filters = Readonly<Record<string, string>>;

/** Reads the named filters from the query of an address. */
export function filtersOf(query: string, names: readonly string[]): Filters {
  const params = new URLSearchParams(query);
  return Object.fromEntries(names.flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? '']] : [])));
}

/** The query with some filters changed; an empty one is left out. */
export function withFilters(query: string, changes: Filters): string {
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') params.delete(name);
    else params.set(name, value);
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
