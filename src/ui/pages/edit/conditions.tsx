import type { Json } from '../../../core/json.ts';
import { type Draft, withField } from '../../core/draft.ts';
import { jsonAt, textAt } from '../../core/json-at.ts';
import { Icon } from '../../parts/icon.tsx';

const conditionPath = ['trigger', 'condition'];
const expressionsPath = [...conditionPath, 'expressions'];
const combinatorPath = [...conditionPath, 'combinator'];

/** The jq conditions of a trigger, one a row, and whether all or one of them must be true. */
export function Conditions({ draft, onChange }: { draft: Draft; onChange(draft: Draft): void }) {
  const stored = jsonAt(draft.value, expressionsPath);
  const expressions: Json[] = Array.isArray(stored) ? stored : [];
  const set = (next: Json[]) => {
    if (next.length === 0) return onChange(withField(draft, conditionPath, undefined));
    onChange(withField(withField(draft, [...conditionPath, 'type'], 'JQ'), expressionsPath, next));
  };
  return (
    <fieldset class="group">
      <legend>Conditions</legend>
      <p class="muted help">
        jq expressions over the event, such as <code>.diff.after.properties.tier == 1</code>. Without any, every event
        fires.
      </p>
      {expressions.map((expression, index) => (
        <div class="pair" key={index}>
          <input
            class="code"
            type="text"
            spellcheck={false}
            aria-label={`Condition ${index + 1}`}
            value={typeof expression === 'string' ? expression : JSON.stringify(expression)}
            onInput={({ currentTarget }) => set(expressions.with(index, currentTarget.value))}
          />
          <button
            class="button icon-only"
            type="button"
            aria-label={`Remove condition ${index + 1}`}
            onClick={() => set(expressions.filter((_, other) => other !== index))}
          >
            <Icon name="x" />
          </button>
        </div>
      ))}
      <div class="actions">
        <button class="button" type="button" onClick={() => set([...expressions, ''])}>
          Add condition
        </button>
        {expressions.length > 1 && (
          <select
            aria-label="How conditions combine"
            value={textAt(draft.value, combinatorPath) || 'and'}
            onChange={({ currentTarget }) => onChange(withField(draft, combinatorPath, currentTarget.value))}
          >
            <option value="and">All must be true</option>
            <option value="or">At least one must be true</option>
          </select>
        )}
      </div>
    </fieldset>
  );
}
