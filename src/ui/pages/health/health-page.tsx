import type { HealthReport } from '../../../core/views/health-view.ts';
import type { TargetRow } from '../../../core/views/target-view.ts';
import { attentionOf } from '../../core/health-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { Loaded } from '../../parts/states.tsx';
import { Ago } from '../../parts/time.tsx';
import { useResource } from '../../state/resource.ts';
import { Target, targetsPath, targetTopics } from '../targets/target-row.tsx';
import { Checks } from './check-list.tsx';
import { Configuration } from './configuration-section.tsx';
import { Automation, Section } from './section.tsx';

/** The health page: what needs attention, and what is configured. */
export function HealthPage() {
  const answer = useResource<{ report: HealthReport }>('/v1/health/report', ['target:', 'automation:']);
  return (
    <>
      <h1>Health</h1>
      <Loaded of={answer}>{({ report }) => <Report report={report} />}</Loaded>
    </>
  );
}

function Report({ report }: { report: HealthReport }) {
  const attention = attentionOf(report);
  return (
    <>
      <p class="result" role="status">
        {attention === 0 ? (
          <>
            <Icon name="check-circle-fill" tone="success" /> Nothing needs attention
          </>
        ) : (
          <>
            <Icon name="alert" tone="attention" /> {attention === 1 ? '1 thing needs' : `${attention} things need`}{' '}
            attention
          </>
        )}
      </p>
      {report.folder?.error && <Folder path={report.folder.path} error={report.folder.error} />}
      <Targets />
      <Conditions conditions={report.conditions} />
      <Failing failing={report.failing} />
      <Deliveries deliveries={report.deliveries} />
      <Checks />
      <Configuration report={report} />
      <Unmatched unmatched={report.unmatched} />
      <NeverFired neverFired={report.neverFired} />
    </>
  );
}

/** Why the files of the folder are not in effect as they are. */
function Folder({ path, error }: { path: string; error: NonNullable<NonNullable<HealthReport['folder']>['error']> }) {
  const rows = error.issues.map(({ file, line, column, message }) => (
    <li class="row" key={`${file}:${line}:${column}:${message}`}>
      <Icon name="x-circle-fill" tone="danger" label="Error" />
      <div class="grow">
        <code>
          {file}:{line}:{column}
        </code>
        <p class="muted">
          <bdi>{message}</bdi>
        </p>
      </div>
      <span class="muted when">
        since <Ago at={error.since} />
      </span>
    </li>
  ));
  return <Section title={`The folder ${path} has errors`} nothing={error.message} rows={rows} />;
}

/** Targets that are not as they should be, with what an operator can do about them. */
function Targets() {
  const { data } = useResource<{ targets: TargetRow[] }>(targetsPath, targetTopics);
  const rows = (data?.targets ?? [])
    .filter(({ state }) => state !== 'closed')
    .map((row) => (
      <li class="row target" key={row.target}>
        <Target row={row} />
      </li>
    ));
  return <Section title="Targets that fail or are paused" nothing="All targets are responding." rows={rows} />;
}

function Conditions({ conditions }: Pick<HealthReport, 'conditions'>) {
  const rows = conditions.map(({ automation, events, message, lastEvent, lastAt }) => (
    <li class="row" key={automation}>
      <Icon name="alert" tone="danger" label="Condition failed" />
      <div class="grow">
        <Automation identifier={automation} />
        <p class="muted">
          <bdi>{message}</bdi>
        </p>
      </div>
      <span class="muted when">
        <a href={`/events/${encodeURIComponent(lastEvent)}`}>{events === 1 ? '1 event' : `${events} events`}</a>, last{' '}
        <Ago at={lastAt} />
      </span>
    </li>
  ));
  return <Section title="Conditions that fail" nothing="No conditions have failed." rows={rows} />;
}

function Failing({ failing }: Pick<HealthReport, 'failing'>) {
  const rows = failing.map(({ automation, run, at }) => (
    <li class="row" key={automation}>
      <Icon name="x-circle-fill" tone="danger" label="Failed" />
      <span class="grow">
        <Automation identifier={automation} />
      </span>
      <span class="muted when">
        <a href={`/runs/${encodeURIComponent(run)}`}>latest run</a> <Ago at={at} />
      </span>
    </li>
  ));
  return <Section title="Automations whose latest run failed" nothing="No automation is failing." rows={rows} />;
}

function Deliveries({ deliveries }: Pick<HealthReport, 'deliveries'>) {
  const rows = deliveries.map(({ id, webhook, receivedAt, waitsFor, problems }) => (
    <li class="row" key={id}>
      <Icon name="alert" tone="attention" label="In trouble" />
      <div class="grow">
        <bdi>{webhook}</bdi> <code class="muted">{id}</code>
        {[...problems, ...(waitsFor === null ? [] : [`It waits for ${waitsFor}.`])].map((line) => (
          <p class="muted" key={line}>
            <bdi>{line}</bdi>
          </p>
        ))}
      </div>
      <span class="muted when">
        <Ago at={receivedAt} />
      </span>
    </li>
  ));
  return <Section title="Webhooks with problems" nothing="Every webhook was handled." rows={rows} />;
}

function Unmatched({ unmatched: { looked, blueprints } }: Pick<HealthReport, 'unmatched'>) {
  const rows = blueprints.map(({ blueprint, events, lastAt }) => {
    const query = new URLSearchParams({ outcome: 'unmatched', ...(blueprint !== null && { blueprint }) });
    return (
      <li class="row" key={blueprint}>
        <a class="grow" href={`/events?${query}`}>
          <bdi>{blueprint ?? 'Events of runs'}</bdi>
        </a>
        <span class="muted when">
          {events} of the newest {looked} events, last <Ago at={lastAt} />
        </span>
      </li>
    );
  });
  return <Section title="Events that started nothing" nothing="Every event started a run." rows={rows} />;
}

function NeverFired({ neverFired: { total, automations } }: Pick<HealthReport, 'neverFired'>) {
  const rows = automations.map(({ identifier, title, since }) => (
    <li class="row" key={identifier}>
      <span class="grow">
        <Automation identifier={identifier} title={title} />
      </span>
      <span class="muted when">
        created <Ago at={since} />
      </span>
    </li>
  ));
  if (total > automations.length) rows.push(<li class="row muted">… and {total - automations.length} more.</li>);
  return <Section title="Automations that never fired" nothing="Every active automation has fired." rows={rows} />;
}
