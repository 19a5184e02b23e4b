import { type SparseExplanation, sortedExplanations } from '../../core/explanations.ts';
import { ExplainedConditions, NearMissNote } from '../../parts/explained-conditions.tsx';
import { Icon } from '../../parts/icon.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { Loaded } from '../../parts/states.tsx';
import { handOver } from '../../state/handed-over.ts';
import { navigate } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { TestCaseButton } from './test-case-button.tsx';

/** Shows why each automation does or does not match an event, using the current definitions. */
export function Explanation({ event }: { event: string }) {
  const path = `/v1/events/${encodeURIComponent(event)}/explain`;
  const answer = useResource<{ automations: SparseExplanation[] }>(path, ['automation:']);
  return (
    <section class="box" aria-labelledby="explanation">
      <h2 class="box-header" id="explanation">
        Why automations do or do not match it
      </h2>
      <Loaded of={answer}>
        {({ automations }) => {
          const { matches, near, others } = sortedExplanations(automations);
          return (
            <>
              <ul>
                {[...matches, ...near].map((one) => (
                  <li class="row explained" key={one.automation}>
                    <One one={one} event={event} />
                  </li>
                ))}
                {matches.length + near.length === 0 && (
                  <li class="row muted">No automation matches this event using the current definitions.</li>
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
                        <One one={one} event={event} />
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

function One({ one, event }: { one: SparseExplanation; event: string }) {
  const { automation, verdict, because, conditions = [], nearMisses = [], request, errors = [], warnings = [] } = one;
  const { icon, tone, label } = verdicts[verdict];
  return (
    <>
      <div class="explained-head">
        <h3>
          <Icon name={icon} tone={tone} label={label} /> <bdi>{automation}</bdi>
          {one.published === false && <span class="label">Off</span>}
          {nearMisses.length > 0 && <span class="label attention">Near miss</span>}
        </h3>
        <TestCaseButton event={event} automation={automation} />
      </div>
      {because !== undefined && (
        <p>
          <bdi>{because}</bdi>
        </p>
      )}
      {because === undefined && conditions.length === 0 && <p>It has no conditions.</p>}
      {conditions.length > 0 && <ExplainedConditions conditions={conditions} />}
      {nearMisses.map((miss) => (
        <NearMissNote
          key={miss.message}
          miss={miss}
          onApply={() => {
            handOver({ automation, event, corrections: miss.corrections });
            navigate(`/automations/${encodeURIComponent(automation)}`);
          }}
        />
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
