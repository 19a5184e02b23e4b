import { useState } from 'preact/hooks';
import type { AutomationExplanation } from '../../../core/views/explanation-view.ts';
import { withCorrections } from '../../core/corrections.ts';
import type { Draft } from '../../core/draft.ts';
import { ExplainedConditions, NearMissNote } from '../../parts/explained-conditions.tsx';
import { Icon } from '../../parts/icon.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { insertPath } from '../../state/insertion.ts';
import { usePreview } from '../../state/use-preview.ts';
import type { BenchEvent } from './bench-event.ts';
import { EventPicker } from './event-picker.tsx';

/** The parts of an event that are initially open: the entity or run, and its previous state. */
const openAtFirst = ['.diff', '.diff.after', '.diff.after.properties', '.diff.before', '.diff.before.properties'];

/** Tries the draft on an event as it is typed: its conditions, and the request that would be sent. */
export function Bench({ draft, event, onChange }: { draft: Draft; event: BenchEvent; onChange(draft: Draft): void }) {
  const { preview, error, isCurrent } = usePreview(draft.value, event.tried);
  const [note, setNote] = useState<string | null>(null);
  const choosePath = (path: string) => {
    setNote(insertPath(path) ? null : `${path}: place the cursor in a condition or a template first.`);
  };
  const problem = event.problem ?? error ?? (event.tried === null ? null : (preview?.problem ?? null));
  const explanation = event.tried === null ? null : (preview?.explanation ?? null);
  return (
    <section class="box bench" aria-labelledby="bench">
      <h2 class="box-header" id="bench">
        Test bench
      </h2>
      <div class="bench-part">
        <EventPicker event={event} happened={event.tried === null ? null : (preview?.event ?? null)} />
      </div>
      <div class="bench-part" aria-busy={!isCurrent && event.tried !== null}>
        {problem !== null && (
          <p role="status">
            <Icon name="alert" tone="attention" /> <bdi>{problem}</bdi>
          </p>
        )}
        {explanation !== null && problem === null && (
          <Result
            of={explanation}
            onApply={(corrections) => {
              const corrected = withCorrections(draft, corrections);
              if (corrected !== null) onChange(corrected);
            }}
          />
        )}
        {explanation === null && problem === null && (
          <p class="muted">
            {event.isBlank ? 'Fill in the trigger to try the automation on a sample, or paste an event.' : 'Trying…'}
          </p>
        )}
      </div>
      {event.value !== null && (
        <details class="fold" open>
          <summary>The event</summary>
          <div class="bench-part">
            <p class="muted help" id="tree-help" role="status">
              {note ?? 'Click a field, or press Enter on it, to insert its path where you write.'}
            </p>
            <JsonTree label="The event" value={event.value} open={openAtFirst} onChoose={choosePath} />
          </div>
        </details>
      )}
    </section>
  );
}

const verdicts = {
  match: { icon: 'check-circle-fill', tone: 'success', words: 'Matches this event' },
  'no-match': { icon: 'x-circle-fill', tone: 'danger', words: 'Does not match this event' },
  error: { icon: 'alert', tone: 'danger', words: 'A condition fails on this event' },
} as const;

function Result({
  of: { verdict, because, conditions, nearMisses, request, errors, warnings },
  onApply,
}: {
  of: AutomationExplanation;
  onApply(corrections: AutomationExplanation['nearMisses'][number]['corrections']): void;
}) {
  const { icon, tone, words } = verdicts[verdict];
  return (
    <>
      <p class="verdict" role="status">
        <Icon name={icon} tone={tone} /> {words}
      </p>
      {because !== undefined && (
        <p>
          <bdi>{because}</bdi>
        </p>
      )}
      {because === undefined && conditions.length === 0 && (
        <p class="muted">It has no conditions, so it matches every event of its trigger.</p>
      )}
      {conditions.length > 0 && <ExplainedConditions conditions={conditions} />}
      {nearMisses.map((miss) => (
        <NearMissNote key={miss.message} miss={miss} onApply={() => onApply(miss.corrections)} />
      ))}
      {[...errors, ...warnings].map(({ path, message }) => (
        <p key={`${path} ${message}`}>
          <Icon name="alert" tone="attention" /> <code>{path}</code> <bdi>{message}</bdi>
        </p>
      ))}
      {request !== undefined && (
        <JsonView
          title={verdict === 'match' ? 'The request that it sends' : 'The request that it would send'}
          value={request}
        />
      )}
    </>
  );
}
