import { useState } from 'preact/hooks';
import { type AuditEntry, auditHref, auditWords, fieldChanges } from '../../core/audit.ts';
import { valueText } from '../../core/entity-form.ts';
import { filtersOf } from '../../core/filters.ts';
import { sinceChoice, withSince } from '../../core/since.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { Ago } from '../../parts/time.tsx';
import { location } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';

const pageSize = 50;
/** The most entries in one answer of the API. */
const most = 1_000;

const choices = [
  {
    name: 'resources',
    label: 'Kind',
    options: [
      { value: 'action', title: 'Automations' },
      { value: 'entity', title: 'Entities' },
      { value: 'run', title: 'Runs' },
    ],
  },
  {
    name: 'action',
    label: 'Change',
    options: [
      { value: 'CREATE', title: 'Created' },
      { value: 'UPDATE', title: 'Changed' },
      { value: 'DELETE', title: 'Deleted' },
    ],
  },
  {
    name: 'origin',
    label: 'By way of',
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
  const [limit, setLimit] = useState(pageSize);
  const query = new URLSearchParams({ ...filters, limit: String(limit) });
  // To the minute: the address must not change with every second that it is shown.
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const answer = useResource<{ audits: AuditEntry[] }>(withSince(`/v1/audit-log?${query}`, now), [
    'automation:',
    'entity:',
  ]);
  return (
    <>
      <h1>Audit log</h1>
      <FilterBar filters={filters} search="Identifier of an automation" searchName="automation" choices={choices} />
      <Loaded of={answer}>
        {({ audits }) => (
          <>
            <Entries entries={audits} />
            {audits.length === limit && limit < most && (
              <button class="button" type="button" onClick={() => setLimit(Math.min(most, limit * 2))}>
                Show more
              </button>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <Empty icon="history" title="No change matches these filters" />;
  return (
    <div class="box">
      <ul>
        {entries.map((entry) => (
          <li class="row audit" key={entry.identifier}>
            <Entry entry={entry} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { who, did, kind, what, at, origin } = auditWords(entry);
  const href = auditHref(entry);
  const changes = fieldChanges(entry.diff.before ?? {}, entry.diff.after ?? {});
  return (
    <details>
      <summary>
        <span class="grow">
          <strong>
            <bdi>{who}</bdi>
          </strong>{' '}
          {did} the {kind} <bdi>{what}</bdi>
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
      {changes.map(({ path, before, after }) => (
        <dl class="change" key={path} aria-label={path || kind}>
          <dt>{path || kind}</dt>
          <dd>
            {before !== undefined && <del>{valueText(before) || '""'}</del>}
            {before !== undefined && after !== undefined && ' → '}
            {after !== undefined && <ins>{valueText(after) || '""'}</ins>}
          </dd>
        </dl>
      ))}
    </details>
  );
}
