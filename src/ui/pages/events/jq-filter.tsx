import { useEffect, useState } from 'preact/hooks';
import { issuesAt } from '../../core/field-issues.ts';
import { withFilters } from '../../core/url-filters.ts';
import { JqField } from '../../form/jq-field.tsx';
import { location, navigate } from '../../state/location.ts';
import { useValidation } from '../../state/validation.ts';

const path = ['trigger', 'condition', 'expressions', 0];

/** A definition whose condition is the expression: the service checks it as it checks those of automations. */
function definitionWith(expression: string): string {
  const event = { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'any' };
  return JSON.stringify({
    identifier: 'filter',
    trigger: { type: 'automation', event, condition: { type: 'JQ', expressions: [expression], combinator: 'and' } },
    invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
  });
}

/** Filters events by a jq expression; only one that compiles gets into the address. */
export function JqFilter({ value }: { value: string }) {
  const [text, setText] = useState(value);
  useEffect(() => {
    // The address holds what was typed without the space at its end, which may go on.
    if (value !== text.trim()) setText(value);
  }, [value]);
  const definition = definitionWith(text.trim() === '' ? 'true' : text);
  const checked = useValidation(definition);
  // The other rules are about automations; a filter may look for anything.
  const issues = issuesAt(definition, checked ?? [], path).filter(({ code }) => code === 'jq/condition');
  const isReady = checked !== null && issues.length === 0;
  useEffect(() => {
    if (!isReady || text.trim() === value) return;
    const { path: place, query } = location.peek();
    navigate(place + withFilters(query, { jq: text.trim() }), { replace: true });
  }, [isReady, definition]);
  return (
    <div class="condition jq-filter">
      <JqField
        id="jq-filter"
        kind="condition"
        label="Filter by jq"
        placeholder="Filter by jq, such as .diff.after.properties.tier == 1"
        describedBy={issues.length > 0 ? 'jq-filter-issues' : undefined}
        invalid={issues.length > 0}
        mark={issues[0] ?? null}
        value={text}
        onInput={setText}
      />
      {issues.length > 0 && (
        <ul id="jq-filter-issues">
          {issues.map(({ code, message, start }) => (
            <li key={`${code} ${start}`} class="problem">
              <bdi>{message}</bdi> <span class="muted">Column {start + 1}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
