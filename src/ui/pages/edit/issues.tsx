import type { Issue } from '../../../core/issue/issue.ts';
import { Icon } from '../../parts/icon.tsx';

const marks = {
  error: { name: 'x-circle-fill', tone: 'danger' },
  warning: { name: 'alert', tone: 'attention' },
  info: { name: 'alert', tone: 'muted' },
} as const;

/** What validation says of a definition, each with its line and column in the JSON view. */
export function Issues({ issues, problem }: { issues: readonly Issue[] | null; problem: string | null }) {
  const isSound = problem === null && issues?.length === 0;
  return (
    <section class="box" aria-label="Validation" aria-live="polite">
      <h2 class="box-header">
        {isSound && <Icon name="check-circle-fill" tone="success" />} {headingOf(issues, problem)}
      </h2>
      {problem !== null && (
        <div class="row issue">
          <Icon name="x-circle-fill" tone="danger" />
          <p class="grow">This is not JSON: {problem}</p>
        </div>
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

function headingOf(issues: readonly Issue[] | null, problem: string | null): string {
  if (problem !== null) return '1 error';
  if (issues === null) return 'Checking…';
  const count = (severity: string) => issues.filter((issue) => issue.severity === severity).length;
  const parts = [
    { count: count('error'), one: 'error' },
    { count: count('warning'), one: 'warning' },
    { count: count('info'), one: 'note' },
  ].filter((part) => part.count > 0);
  if (parts.length === 0) return 'No problems found';
  return parts.map((part) => `${part.count} ${part.one}${part.count === 1 ? '' : 's'}`).join(', ');
}
