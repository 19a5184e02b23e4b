import type { Issue } from '../../../core/issue/issue.ts';
import type { Json } from '../../../core/json.ts';
import { type Draft, withField } from '../../core/draft.ts';
import { type FieldIssue, issuesAt } from '../../core/field-issues.ts';
import { jsonAt, textAt } from '../../core/json-at.ts';
import { useFocusAdded } from '../../form/focus-added.ts';
import { JqField } from '../../form/jq-field.tsx';
import { Icon } from '../../parts/icon.tsx';

const conditionPath = ['trigger', 'condition'];
const expressionsPath = [...conditionPath, 'expressions'];
const combinatorPath = [...conditionPath, 'combinator'];

/** The jq conditions of a trigger, one a row, and whether all or one of them must be true. */
export function Conditions({
  draft,
  issues,
  onChange,
}: {
  draft: Draft;
  issues: readonly Issue[];
  onChange(draft: Draft): void;
}) {
  const stored = jsonAt(draft.value, expressionsPath);
  const expressions: Json[] = Array.isArray(stored) ? stored : [];
  const noteAdded = useFocusAdded(expressions.length, (index) => `condition-${index + 1}`);
  const add = () => {
    noteAdded();
    set([...expressions, '']);
  };
  const set = (next: Json[]) => {
    if (next.length === 0) return onChange(withField(draft, conditionPath, undefined));
    onChange(withField(withField(draft, [...conditionPath, 'type'], 'JQ'), expressionsPath, next));
  };
  return (
    <fieldset class="group plain">
      <legend>Conditions</legend>
      <p class="muted help" id="conditions-help">
        jq expressions over the event, such as <code>.diff.after.properties.tier == 1</code>. Without any, every event
        matches.
      </p>
      {expressions.map((expression, index) => (
        <Condition
          key={index}
          index={index}
          expression={expression}
          joins={index > 0 ? textAt(draft.value, combinatorPath) || 'and' : null}
          issues={issuesAt(draft.text, issues, [...expressionsPath, index])}
          onInput={(next) => set(expressions.with(index, next))}
          onRemove={() => set(expressions.filter((_, other) => other !== index))}
        />
      ))}
      <div class="actions">
        <button class="button" type="button" onClick={add}>
          Add condition
        </button>
        {expressions.length > 1 && (
          <select
            aria-label="How conditions combine"
            value={textAt(draft.value, combinatorPath) || 'and'}
            onChange={({ currentTarget }) => onChange(withField(draft, combinatorPath, currentTarget.value))}
          >
            <option value="and">All must be true (and)</option>
            <option value="or">At least one must be true (or)</option>
          </select>
        )}
      </div>
    </fieldset>
  );
}

function Condition({
  index,
  expression,
  joins,
  issues,
  onInput,
  onRemove,
}: {
  index: number;
  expression: Json;
  /** How it combines with those before it; null for the first. */
  joins: string | null;
  issues: readonly FieldIssue[];
  onInput(expression: string): void;
  onRemove(): void;
}) {
  const id = `condition-${index + 1}`;
  const worst = issues.find(({ severity }) => severity === 'error') ?? issues[0];
  return (
    <div class="condition">
      {joins !== null && <span class="label joins">{joins}</span>}
      <div class="pair">
        <JqField
          id={id}
          kind="condition"
          label={`Condition ${index + 1}`}
          describedBy={worst ? `${id}-issues` : 'conditions-help'}
          invalid={worst?.severity === 'error'}
          mark={worst ?? null}
          value={typeof expression === 'string' ? expression : JSON.stringify(expression)}
          onInput={onInput}
        />
        <button class="button icon-only" type="button" aria-label={`Remove condition ${index + 1}`} onClick={onRemove}>
          <Icon name="x" />
        </button>
      </div>
      {issues.length > 0 && (
        <ul id={`${id}-issues`}>
          {issues.map(({ code, severity, message, start }) => (
            <li key={`${code} ${start}`} class={severity === 'error' ? 'problem' : 'attention'}>
              <bdi>{message}</bdi> <span class="muted">Column {start + 1}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
