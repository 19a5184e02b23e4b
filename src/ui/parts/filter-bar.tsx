import { type Filters, withFilters } from '../core/filters.ts';
import { location, navigate } from '../state/location.ts';
import { Icon } from './icon.tsx';

/** A filter with a fixed set of values; the empty value means all. */
export type Choice = { name: string; label: string; options: readonly { value: string; title: string }[] };

/** The search and the filters of a list; their state is the address. */
export function FilterBar({
  filters,
  search,
  choices,
}: {
  filters: Filters;
  search: string;
  choices: readonly Choice[];
}) {
  const change = (name: string, value: string) => {
    const { path, query } = location.peek();
    navigate(path + withFilters(query, { [name]: value }), { replace: true });
  };
  return (
    <search class="filters">
      <div class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={search}
          placeholder={search}
          value={filters.search ?? ''}
          onInput={({ currentTarget }) => change('search', currentTarget.value)}
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
    </search>
  );
}
