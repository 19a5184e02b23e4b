import { useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../../../core/error.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { SampleView } from '../../../core/views/preview-view.ts';
import type { EventRow } from '../../../core/views/run-view.ts';
import { asReceived, eventsOf, eventsPath } from '../../core/bench-events.ts';
import { objectAt } from '../../core/json-at.ts';
import { call } from '../../state/call-api.ts';
import { useResource } from '../../state/resource.ts';
import type { TriedEvent } from '../../state/use-preview.ts';

/** The event that a definition is tried on: a sample, a received one, or one that was pasted. */
export type EventChoice = { type: 'sample' } | { type: 'received'; id: string } | { type: 'pasted'; text: string };

/** The selected event, and the available ones. */
export type BenchEvent = {
  choice: EventChoice;
  choose(choice: EventChoice): void;
  /** Received events, newest first. */
  received: readonly EventRow[];
  /** The event itself, to be looked at; null while there is none. */
  value: Json | null;
  tried: TriedEvent | null;
  /** Events whose paths are offered: the selected one, the sample, and a received one. */
  examples: readonly Json[];
  /** Why there is no event. */
  problem: string | null;
  /** The trigger is not filled in yet, so no sample can be generated. */
  isBlank: boolean;
};

/** How long nothing must be typed before another sample is generated, ms. */
const quietMs = 250;

/** The event of the test bench beside a definition; initially a received one, if its id is given. */
export function useBenchEvent(definition: JsonObject, first: string | null): BenchEvent {
  const [choice, choose] = useState<EventChoice>(first === null ? { type: 'sample' } : { type: 'received', id: first });
  const path = eventsPath(definition);
  const rows = useResource<{ events: EventRow[] }>(path, ['event:']).data?.events ?? [];
  const received = eventsOf(rows, definition);
  const sample = useSample(definition);
  const stored = useReceived(choice.type === 'received' ? choice.id : null);
  const newest = useReceived(useFirst(received[0]?.id ?? null, path));
  const examples = [stored, sample?.event ?? null, newest].filter((event) => event !== null);
  const isBlank = choice.type === 'sample' && hasBlank(definition);
  const common = { choice, choose, received, examples, isBlank };
  if (choice.type === 'pasted') {
    const { value, problem } = parsed(choice.text);
    const all = value === null ? examples : [value, ...examples];
    return { ...common, examples: all, value, tried: value === null ? null : { event: value }, problem };
  }
  if (choice.type === 'received') return { ...common, value: stored, tried: { eventId: choice.id }, problem: null };
  if (isBlank) return { ...common, value: null, tried: null, problem: null };
  const event = sample?.event ?? null;
  return { ...common, value: event, tried: event && { event }, problem: sample?.problem ?? null };
}

function useSample(definition: JsonObject): SampleView | null {
  const [sample, setSample] = useState<SampleView | null>(null);
  const asked = JSON.stringify({ definition: { trigger: objectAt(definition, ['trigger']) } });
  useEffect(() => {
    if (hasBlank(definition)) return setSample(null);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      call<{ sample: SampleView }>('POST', '/v1/automations/sample', JSON.parse(asked), {}, stop.signal).then(
        (answer) => setSample(answer.sample),
        (error: unknown) => {
          if (!stop.signal.aborted) setSample({ event: null, problem: messageOf(error) });
        },
      );
    }, quietMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked]);
  return sample;
}

/** True while a field of the trigger is still empty. */
function hasBlank(definition: JsonObject): boolean {
  return Object.values(objectAt(definition, ['trigger', 'event'])).includes('');
}

/** The first id that there was for a key: events that come in later need not be read too. */
function useFirst(id: string | null, key: string): string | null {
  const first = useRef({ id, key });
  if (first.current.key !== key || first.current.id === null) first.current = { id, key };
  return first.current.id;
}

/** A received event never changes, so it is read once. */
function useReceived(id: string | null): JsonObject | null {
  const [event, setEvent] = useState<JsonObject | null>(null);
  useEffect(() => {
    setEvent(null);
    if (id === null) return;
    let isOver = false;
    call<{ event: JsonObject }>('GET', `/v1/events/${encodeURIComponent(id)}`).then(
      (answer) => {
        if (!isOver) setEvent(asReceived(answer.event));
      },
      () => {},
    );
    return () => {
      isOver = true;
    };
  }, [id]);
  return event;
}

function parsed(text: string): { value: Json | null; problem: string | null } {
  if (text.trim() === '') return { value: null, problem: 'Paste an event as JSON.' };
  try {
    return { value: JSON.parse(text) as Json, problem: null };
  } catch (error) {
    return { value: null, problem: `This is not JSON yet: ${messageOf(error)}` };
  }
}
