import type { Issue } from '../../../core/issue/issue.ts';
import type { Draft } from '../../core/draft.ts';
import { Icon } from '../../parts/icon.tsx';

const marks = {
  error: { name: 'x-circle-fill', tone: 'danger' },
  warning: { name: 'alert', tone: 'attention' },
  info: { name: 'alert', tone: 'muted' },
} as const;

/** The issues of a definition, each with its line and column in the JSON view. */
export function Issues({
  issues,
  missing,
  draft: { problem, yaml, unfinished },
}: {
  issues: readonly Issue[] | null;
  /** The fields that are not filled in yet. */
  missing: readonly Issue[];
  draft: Draft;
}) {
  const isSound = problem === null && issues?.length === 0 && missing.length + unfinished.length === 0;
  return (
    <section class="box" aria-label="Validation" aria-live="polite">
      <h2 class="box-header">
        {isSound && <Icon name="check-circle-fill" tone="success" />}{' '}
        {headingOf(issues, problem, unfinished.length, missing.length)}
      </h2>
      {problem !== null && (
        <div class="row issue">
          <Icon name="x-circle-fill" tone="danger" />
          <p class="grow">
            This is not {yaml === null ? 'JSON' : 'YAML'}: {problem}
          </p>
        </div>
      )}
      {problem === null &&
        unfinished.map(({ title, problem: why }) => (
          <div class="row issue" key={title}>
            <Icon name="x-circle-fill" tone="danger" label="Error" />
            <p class="grow">
              {title}: <bdi>{why}</bdi>
            </p>
          </div>
        ))}
      {problem === null && missing.length > 0 && (
        <ul aria-label="To fill in">
          {missing.map(({ message }) => (
            <li class="row issue muted" key={message}>
              <bdi>{message}</bdi>
            </li>
          ))}
        </ul>
      )}
      {problem === null && issues !== null && issues.length > 0 && (
        <ul>
          {issues.map((issue) => (
            <li class="row issue" key={`${issue.code} ${issue.range.start.line}:${issue.range.start.column}`}>
              <Icon {...marks[issue.severity]} />
              <div class="grow">
                <p>
                  <bdi>{issue.message}</bdi>
                </p>
                <p class="muted">
                  <code>{issue.code}</code> line {issue.range.start.line}, column {issue.range.start.column}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function headingOf(
  issues: readonly Issue[] | null,
  problem: string | null,
  unfinished: number,
  missing: number,
): string {
  if (problem !== null) return '1 error';
  if (issues === null) return 'Checking…';
  const count = (severity: string) => issues.filter((issue) => issue.severity === severity).length;
  const parts = [
    { count: missing, one: 'field to fill in', many: 'fields to fill in' },
    { count: count('error') + unfinished, one: 'error', many: 'errors' },
    { count: count('warning'), one: 'warning', many: 'warnings' },
    { count: count('info'), one: 'note', many: 'notes' },
  ].filter((part) => part.count > 0);
  if (parts.length === 0) return 'No problems found';
  return parts.map((part) => `${part.count} ${part.count === 1 ? part.one : part.many}`).join(', ');
}
