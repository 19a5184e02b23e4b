import { outcomeText, stepText } from '../../../core/explain/text.ts';
import type { Correction, ExplainedCondition, ExplainedStep } from '../../../core/views/explanation.ts';
import { type Explained, sortedExplanations } from '../../core/explanations.ts';
import { Icon } from '../../parts/icon.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { Loaded } from '../../parts/states.tsx';
import { useResource } from '../../state/resource.ts';

/** Why each automation matches an event or not, by the definitions of now. */
export function Explanation({ event }: { event: string }) {
  const path = `/v1/events/${encodeURIComponent(event)}/explain`;
  const answer = useResource<{ automations: Explained[] }>(path, ['automation:']);
  return (
    <section class="box" aria-labelledby="explanation">
      <h2 class="box-header" id="explanation">
        Why automations match it, or not
      </h2>
      <Loaded of={answer}>
        {({ automations }) => {
          const { matches, near, others } = sortedExplanations(automations);
          return (
            <>
              <ul>
                {[...matches, ...near].map((one) => (
                  <li class="row explained" key={one.automation}>
                    <One one={one} />
                  </li>
                ))}
                {matches.length + near.length === 0 && (
                  <li class="row muted">No automation matches this event by the definitions of now.</li>
                )}
              </ul>
              {others.length > 0 && (
                <details class="fold">
                  <summary>
                    {others.length === 1 ? '1 automation does' : `${others.length} automations do`} not match
                  </summary>
                  <ul>
                    {others.map((one) => (
                      <li class="row explained" key={one.automation}>
                        <One one={one} />
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

const verdicts = {
  match: { icon: 'check-circle-fill', tone: 'success', label: 'Matches' },
  'no-match': { icon: 'x-circle-fill', tone: 'muted', label: 'Does not match' },
  error: { icon: 'alert', tone: 'danger', label: 'Condition failed' },
} as const;

function One({ one }: { one: Explained }) {
  const { automation, verdict, because, conditions = [], nearMisses = [], request, errors = [], warnings = [] } = one;
  const { icon, tone, label } = verdicts[verdict];
  return (
    <>
      <h3>
        <Icon name={icon} tone={tone} label={label} /> <bdi>{automation}</bdi>
        {one.published === false && <span class="label">Off</span>}
        {nearMisses.length > 0 && <span class="label attention">Near miss</span>}
      </h3>
      {because !== undefined && (
        <p>
          <bdi>{because}</bdi>
        </p>
      )}
      {because === undefined && conditions.length === 0 && <p>It has no conditions.</p>}
      {conditions.length > 0 && (
        <ul class="conditions">
          {conditions.map((condition) => (
            <Condition key={condition.expression} condition={condition} />
          ))}
        </ul>
      )}
      {nearMisses.map(({ message, corrections }) => (
        <div class="near-miss" key={message}>
          <p>
            <bdi>{message}</bdi>
          </p>
          {corrections.map((correction) => (
            <Change key={correction.at.join('.')} correction={correction} />
          ))}
        </div>
      ))}
      {[...errors, ...warnings].map(({ path, message }) => (
        <p key={`${path} ${message}`}>
          <Icon name="alert" tone="attention" /> <code>{path}</code> <bdi>{message}</bdi>
        </p>
      ))}
      {request !== undefined && (
        <details>
          <summary>The request that it sends</summary>
          <JsonView title={`Request of ${automation}`} value={request} />
        </details>
      )}
    </>
  );
}

const marks = {
  pass: { name: 'check-circle-fill', tone: 'success', label: 'True' },
  fail: { name: 'x-circle-fill', tone: 'danger', label: 'Not true' },
  error: { name: 'alert', tone: 'danger', label: 'Error' },
} as const;

function Condition({ condition }: { condition: ExplainedCondition }) {
  const { expression, rewritten, verdict, outcome, step } = condition;
  return (
    <li>
      {outcome.type === 'skipped' ? (
        <Icon name="dot-fill" tone="muted" label="Skipped" />
      ) : (
        <Icon {...marks[verdict]} />
      )}{' '}
      <code>{rewritten ?? expression}</code> → <code>{outcomeText(outcome)}</code>
      {step !== null && <Steps of={step} />}
    </li>
  );
}

/** The values that an expression read. */
function Steps({ of }: { of: ExplainedStep }) {
  if (of.steps.length === 0) return null;
  return (
    <ul>
      {of.steps.map((step) => (
        <li key={`${step.start} ${step.end}`} class={step.missing ? 'attention' : 'muted'}>
          <code>{stepText(step)}</code>
          <Steps of={step} />
        </li>
      ))}
    </ul>
  );
}

function Change({ correction: { at, before, after } }: { correction: Correction }) {
  return (
    <dl class="change" aria-label={`Correction of ${at.join('.')}`}>
      <dt>At</dt>
      <dd>
        <code>{at.join('.')}</code>
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
