import { restText, shownSteps, stepText, verdictText } from '../../core/explain/explanation-text.ts';
import { fieldPath } from '../../core/source/field-path.ts';
import type { Correction, ExplainedCondition, ExplainedStep, NearMiss } from '../../core/views/explanation-view.ts';
import { readParts } from '../core/read-values.ts';
import { Icon } from './icon.tsx';

const marks = {
  pass: { name: 'check-circle-fill', tone: 'success', label: 'True' },
  fail: { name: 'x-circle-fill', tone: 'danger', label: 'Not true' },
  error: { name: 'alert', tone: 'danger', label: 'Error' },
} as const;

/** Conditions with the result of each, and the values that it read. */
export function ExplainedConditions({ conditions }: { conditions: readonly ExplainedCondition[] }) {
  return (
    <ul class="conditions">
      {conditions.map((condition, index) => (
        <Condition key={index} condition={condition} />
      ))}
    </ul>
  );
}

function Condition({ condition }: { condition: ExplainedCondition }) {
  const { expression, rewritten, verdict, outcome, step } = condition;
  return (
    <li class="marked">
      {outcome.type === 'skipped' ? (
        <Icon name="dot-fill" tone="muted" label="Skipped" />
      ) : (
        <Icon {...marks[verdict]} />
      )}
      <div>
        <code>
          <WithValues text={rewritten ?? expression} step={step} />
        </code>{' '}
        → <code>{verdictText(outcome)}</code>
        {step !== null && <Steps of={step} />}
      </div>
    </li>
  );
}

/** An expression whose paths show their values on hover; all of them are in the steps below it, too. */
function WithValues({ text, step }: { text: string; step: ExplainedStep | null }) {
  return (
    <>
      {readParts(text, step).map(({ text: part, read }, index) =>
        read === null ? (
          part
        ) : (
          <span key={index} class="read" title={read}>
            {part}
          </span>
        ),
      )}
    </>
  );
}

/** The values that an expression read. */
function Steps({ of }: { of: ExplainedStep }) {
  const steps = shownSteps(of);
  if (steps.length === 0 && !of.rest) return null;
  return (
    <ul>
      {steps.map((step, index) => (
        <li key={index} class={step.missing ? 'attention' : 'muted'}>
          <code>{stepText(step)}</code>
          <Steps of={step} />
        </li>
      ))}
      {of.rest && <li class="muted">{restText(of.rest)}</li>}
    </ul>
  );
}

/** A correction after which the automation would match; a button makes it where that is possible. */
export function NearMissNote({ miss: { message, corrections }, onApply }: { miss: NearMiss; onApply?: () => void }) {
  return (
    <div class="near-miss">
      <p>
        <bdi>{message}</bdi>
      </p>
      {corrections.map((correction) => (
        <Change key={correction.at.join('.')} correction={correction} />
      ))}
      {onApply && (
        <button class="button small" type="button" onClick={onApply}>
          Apply this correction
        </button>
      )}
    </div>
  );
}

function Change({ correction: { at, before, after } }: { correction: Correction }) {
  return (
    <dl class="change" aria-label={`Correction of ${fieldPath(at)}`}>
      <dt>At</dt>
      <dd>
        <code>{fieldPath(at)}</code>
      </dd>
      <dt>Instead of</dt>
      <dd>
        <del>{textOf(before)}</del>
      </dd>
      <dt>Write</dt>
      <dd>
        <ins>{textOf(after)}</ins>
      </dd>
    </dl>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
