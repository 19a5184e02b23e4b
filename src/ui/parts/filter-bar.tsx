import { between, isoTime, localTime } from '../core/since.ts';
import { type Filters, withFilters } from '../core/url-filters.ts';
import { location, navigate } from '../state/location.ts';
import { Icon } from './icon.tsx';

/** A filter with a fixed set of values; the empty value means all. */
export type FilterChoice = { name: string; label: string; options: readonly { value: string; title: string }[] };

/** The search and the filters of a list; their state is the address. */
export function FilterBar({
  filters,
  search,
  searchName = 'search',
  choices,
  own = [],
}: {
  filters: Filters;
  search: string;
  /** The filter that the search field sets. */
  searchName?: string;
  choices: readonly FilterChoice[];
  /** Filters that the view shows elsewhere. */
  own?: readonly string[];
}) {
  const change = (name: string, value: string) => changeFilters({ [name]: value });
  const takesTime = choices.some(({ name }) => name === 'since');
  const shown = new Set([searchName, ...choices.map(({ name }) => name), ...own, ...(takesTime ? ['from', 'to'] : [])]);
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
      {choices.map(({ name, label, options }) =>
        name === 'since' ? (
          <Times key={name} filters={filters} label={label} options={options} />
        ) : (
          <select
            key={name}
            aria-label={label}
            value={filters[name] ?? ''}
            onChange={({ currentTarget }) => change(name, currentTarget.value)}
          >
            <option value="">{label}: all</option>
            <Options options={options} chosen={filters[name]} />
          </select>
        ),
      )}
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

/** Options; one that an address names and that is not among them is shown all the same. */
function Options({ options, chosen }: { options: FilterChoice['options']; chosen: string | undefined }) {
  const isKnown = chosen === undefined || options.some(({ value }) => value === chosen);
  return (
    <>
      {[...options, ...(isKnown ? [] : [{ value: chosen, title: chosen }])].map(({ value, title }) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </>
  );
}

/** How far back a list goes, or between which times. */
function Times({ filters, label, options }: { filters: Filters } & Pick<FilterChoice, 'label' | 'options'>) {
  const { since = '', from, to } = filters;
  const isTyped = since === between || (since === '' && (from !== undefined || to !== undefined));
  return (
    <>
      <select
        aria-label={label}
        value={isTyped ? between : since}
        onChange={({ currentTarget: { value } }) => changeFilters({ since: value, from: '', to: '' })}
      >
        <option value="">{label}: all</option>
        <Options options={options} chosen={undefined} />
      </select>
      {isTyped &&
        (['from', 'to'] as const).map((name) => (
          <label class="time-field" key={name}>
            <span class="muted">{name === 'from' ? 'From' : 'To'}</span>
            <input
              type="datetime-local"
              value={localTime(filters[name])}
              onChange={({ currentTarget: { value } }) => changeFilters({ since: between, [name]: isoTime(value) })}
            />
          </label>
        ))}
    </>
  );
}

/** Changes filters in the address. */
function changeFilters(changes: Filters): void {
  const { path, query } = location.peek();
  navigate(path + withFilters(query, changes), { replace: true });
}
