import { useLayoutEffect } from 'preact/hooks';
import { type Automation, isPublished } from '../../../core/automation.ts';
import { hasState, isFound, targetWords, triggerWords } from '../../core/automation-words.ts';
import { filtersOf } from '../../core/filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { Ago } from '../../parts/time.tsx';
import { location, restoreScroll } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';

type Listed = Automation & { updatedAt: string };

const choices = [
  {
    name: 'active',
    label: 'State',
    options: [
      { value: 'true', title: 'Active' },
      { value: 'false', title: 'Off' },
    ],
  },
];

/** All automations, with a search and filters. */
export function AutomationsPage() {
  const answer = useResource<{ actions: Listed[] }>('/v1/actions', ['automation:']);
  const filters = filtersOf(location.value.query, ['search', 'active']);
  return (
    <>
      <div class="heading">
        <h1>Automations</h1>
        <a class="button primary" href="/automations/new">
          New automation
        </a>
      </div>
      <FilterBar filters={filters} search="Search automations" choices={choices} />
      <Loaded of={answer}>
        {({ actions }) => (
          <Rows
            all={actions.length}
            shown={actions.filter((one) => isFound(one, filters.search ?? '') && hasState(one, filters.active))}
          />
        )}
      </Loaded>
    </>
  );
}

function Rows({ all, shown }: { all: number; shown: readonly Listed[] }) {
  useLayoutEffect(restoreScroll, []);
  if (all === 0) {
    return (
      <Empty icon="zap" title="No automations yet">
        <p>
          Put definitions into the folder <code>automations/</code> and start the service again, sync them from a
          repository, or create one with <code>POST /v1/actions</code>.
        </p>
      </Empty>
    );
  }
  if (shown.length === 0) return <Empty icon="search" title="No automation matches these filters" />;
  return (
    <div class="box">
      <p class="box-header" role="status">
        {shown.length === all ? `${all} automations` : `${shown.length} of ${all} automations`}
      </p>
      <ul>
        {shown.map((one) => (
          <Row key={one.identifier} automation={one} />
        ))}
      </ul>
    </div>
  );
}

function Row({ automation }: { automation: Listed }) {
  const active = isPublished(automation);
  const { identifier, title, invocationMethod, updatedAt } = automation;
  return (
    <li class="row">
      <div class="grow">
        <p class="title">
          <a href={`/automations/${encodeURIComponent(identifier)}`}>
            <bdi>{title || identifier}</bdi>
          </a>{' '}
          {title && <code class="muted">{identifier}</code>}
        </p>
        <p class="muted">
          <span class="label">{invocationMethod.type}</span> when{' '}
          <em>
            <bdi>{triggerWords(automation)}</bdi>
          </em>{' '}
          → <bdi>{targetWords(automation)}</bdi>
        </p>
      </div>
      <a class="muted" href={`/runs?automation=${encodeURIComponent(identifier)}`} aria-label={`Runs of ${identifier}`}>
        Runs
      </a>
      <span class="muted when">
        updated <Ago at={updatedAt} />
      </span>
      <span class={active ? 'label success' : 'label'}>{active ? 'Active' : 'Off'}</span>
    </li>
  );
}
