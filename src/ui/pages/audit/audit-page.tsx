import { Fragment } from 'preact';
import type { Json } from '../../../core/json.ts';
import { type AuditEntry, auditHref, auditWords, fieldChanges } from '../../core/audit-words.ts';
import { changeChoice } from '../../core/change-words.ts';
import { valueText } from '../../core/entity-form.ts';
import { sinceChoice } from '../../core/since.ts';
import { filtersOf } from '../../core/url-filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Paged } from '../../parts/paged.tsx';
import { Ago } from '../../parts/time.tsx';
import { location } from '../../state/location.ts';
import { usePagedList } from '../../state/paged-list.ts';

const choices = [
  {
    name: 'resources',
    label: 'Kind',
    options: [
      { value: 'action', title: 'Automations' },
      { value: 'entity', title: 'Entities' },
      { value: 'run', title: 'Runs' },
      { value: 'event', title: 'Events' },
      { value: 'target', title: 'Targets' },
      { value: 'bulk', title: 'Bulk jobs' },
      { value: 'client', title: 'Clients' },
      { value: 'pull_request', title: 'Pull requests' },
    ],
  },
  changeChoice('action', ['CREATE', 'UPDATE', 'DELETE']),
  {
    name: 'origin',
    label: 'Made through',
    options: [
      { value: 'UI', title: 'The page' },
      { value: 'API', title: 'The API' },
      { value: 'SYNC', title: 'A sync' },
      { value: 'FOLDER', title: 'The folder' },
      { value: 'AUTOMATION', title: 'A run' },
    ],
  },
  sinceChoice,
];

const names = ['automation', 'resources', 'action', 'origin', 'since', 'entity', 'blueprint', 'run_id', 'from', 'to'];

/** Who changed what and when, newest first, with filters. */
export function AuditPage() {
  const filters = filtersOf(location.value.query, names);
  const query = new URLSearchParams(filters);
  const list = usePagedList<AuditRow>(`/v1/audit-log?${query}`, 'audits', 'audit:', 'entity:', 'run:');
  return (
    <>
      <h1>Audit log</h1>
      <FilterBar
        filters={filters}
        search="Changes of an automation, by its identifier"
        searchName="automation"
        choices={choices}
      />
      <Paged list={list} noun="changes" icon="history" nothing="No change matches these filters">
        {(entry) => <AuditRow entry={entry} />}
      </Paged>
    </>
  );
}

/** An entry as a row of a list; its identifier is its id. */
type AuditRow = AuditEntry & { id: string };

function AuditRow({ entry }: { entry: AuditEntry }) {
  const { who, deed, kind, at, origin } = auditWords(entry);
  const href = auditHref(entry);
  const changes = fieldChanges(entry.diff.before ?? {}, entry.diff.after ?? {});
  return (
    <details class="audit">
      <summary>
        <span class="grow">
          <strong>
            <bdi>{who}</bdi>
          </strong>{' '}
          <bdi>{deed}</bdi>
        </span>{' '}
        <span class="label">{origin}</span>{' '}
        <span class="muted when">
          <Ago at={at} />
        </span>
      </summary>
      {href !== null && (
        <p>
          <a href={href}>Open the {kind}</a>
        </p>
      )}
      {changes.length > 0 && (
        <dl class="change" aria-label={`Changes of the ${kind}`}>
          {changes.map(({ path, before, after }) => (
            <Fragment key={path}>
              <dt>{path || kind}</dt>
              <dd>
                {before !== undefined && <del>{shown(before)}</del>}
                {before !== undefined && after !== undefined && ' → '}
                {after !== undefined && <ins>{shown(after)}</ins>}
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
    </details>
  );
}

/** A value as a person reads it; what has parts is on lines of its own. */
function shown(value: Json): string {
  const isLong = typeof value === 'object' && value !== null && JSON.stringify(value).length > 60;
  return isLong ? JSON.stringify(value, null, 2) : valueText(value) || '""';
}
