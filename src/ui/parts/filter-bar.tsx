import { type Filters, withFilters } from '../core/filters.ts';
import { location, navigate } from '../state/location.ts';
import { Icon } from './icon.tsx';

/** A filter with a fixed set of values; the empty value means all. */
export type Choice = { name: string; label: string; options: readonly { value: string; title: string }[] };

/** The search and the filters of a list; their state is the address. */
export function FilterBar({
  filters,
  search,
  searchName = 'search',
  choices,
}: {
  filters: Filters;
  search: string;
  /** The filter that the search field sets. */
  searchName?: string;
  choices: readonly Choice[];
}) {
  const change = (name: string, value: string) => {
    const { path, query } = location.peek();
    navigate(path + withFilters(query, { [name]: value }), { replace: true });
  };
  const shown = new Set([searchName, ...choices.map(({ name }) => name)]);
  const others = Object.entries(filters).filter(([name]) => !shown.has(name));
  return (
    <search class="filters">
      <div class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={search}
          placeholder={search}
          value={filters[searchName] ?? ''}
          onInput={({ currentTarget }) => change(searchName, currentTarget.value)}
        />
        <kbd>/</kbd>
      </div>
      {choices.map(({ name, label, options }) => (
        <select
          key={name}
          aria-label={label}
          value={filters[name] ?? ''}
          onChange={({ currentTarget }) => change(name, currentTarget.value)}
        >
          <option value="">{label}: all</option>
          {options.map(({ value, title }) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      ))}
      {others.map(([name, value]) => (
        <button
          key={name}
          class="button"
          type="button"
          aria-label={`Remove the filter ${name} ${value}`}
          onClick={() => change(name, '')}
        >
          <bdi>
            {name}: {value}
          </bdi>
          <Icon name="x" />
        </button>
      ))}
    </search>
  );
}
