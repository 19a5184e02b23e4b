import type { EventInput, StoredEvent } from '../../store/events.ts';
import type { MatchError } from '../../store/tables.ts';
import { createBatcher } from '../background/batch.ts';
import { armTimers } from '../catalog/arm-timers.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { Matched, Matcher } from '../match/match.ts';
import type { TraceSpan } from '../tracing/tracing.ts';
import type { World } from '../world.ts';

/** The result of one received event; a repeated id gets the answer of its first delivery. */
export type Ingested = {
  id: string;
  duplicate: boolean;
  runs: { id: string; automation: string }[];
  errors: MatchError[];
  /** Automations whose condition is slow: they are decided later, and the event shows the result. */
  undecided?: string[];
  /** What was accepted but has no effect. */
  warnings?: string[];
};

/** How many deliveries share a transaction. */
const batchSize = 64;

/**
 * Ingests events: stores them, matches them, and answers once their runs and jobs are stored, except for those with
 * slow conditions. Concurrent deliveries share transactions.
 */
export function createIngest(
  world: Pick<World, 'store' | 'clock' | 'log' | 'tracing'>,
  live: LiveAutomations,
  matcher: Matcher,
): (inputs: readonly EventInput[]) => Promise<Ingested[]> {
  const { store, clock } = world;

  /** Events stored by a batch that then failed: each delivery is retried alone, and must still count as the first. */
  const unanswered = new Set<string>();

  return createBatcher<readonly EventInput[], Ingested[]>(async (deliveries) => {
    const spans = new Map<string, TraceSpan>();
    const inputs = deliveries.flat().map((input) => received(input, spans));
    const forget = (): void => {
      for (const { event } of inputs) unanswered.delete(event.id);
    };
    try {
      const fresh = await storeNew(inputs);
      for (const id of fresh.keys()) {
        unanswered.add(id);
        spans.get(id)?.end();
      }
      const answers = await answerAll(deliveries, inputs, fresh);
      forget();
      return answers;
    } catch (error) {
      // This delivery will not be retried.
      if (deliveries.length === 1) forget();
      throw error;
    }
  }, batchSize);

  /** Begins the span of an event; that of a repeated one is never ended. */
  function received(input: EventInput, spans: Map<string, TraceSpan>): EventInput {
    const { event, source, trace } = input;
    const span = world.tracing.begin('receive event', trace, { event: event.id, source });
    if (!spans.has(event.id)) spans.set(event.id, span);
    return span.traceparent === null ? input : { ...input, trace: span.traceparent };
  }

  /** Stores new events; returns their ids, each with what has no effect in it. */
  async function storeNew(inputs: readonly EventInput[]): Promise<Map<string, string[]>> {
    const { listeners } = await live.current();
    return store.transaction(async (tx) => {
      const inserted = await tx.events.insert(inputs);
      const fresh = new Map<string, string[]>();
      for (const input of inputs) {
        const { id } = input.event;
        if (!inserted.has(id)) continue;
        fresh.set(id, await armTimers(tx, world.log, input.event, input, listeners));
      }
      return fresh;
    });
  }

  async function answerAll(
    deliveries: readonly (readonly EventInput[])[],
    inputs: readonly EventInput[],
    fresh: ReadonlyMap<string, string[]>,
  ) {
    const stored = new Map<string, StoredEvent>();
    for (const input of inputs) {
      const { id } = input.event;
      if (fresh.has(id) && !stored.has(id)) {
        stored.set(id, { ...input, receivedAt: clock.now(), matchedAt: null, errors: [] });
      }
    }
    const repeated = inputs.map(({ event }) => event.id).filter((id) => !fresh.has(id));
    // Runs are stored before the answer, so that a 202 can be relied on. A repeated event whose first delivery crashed
    // between its two transactions is matched here as well.
    const known = await readRepeated(repeated);
    const results = await matcher.match([...stored.values(), ...known.unmatched]);
    const answer = (id: string, duplicate: boolean): Ingested => {
      const { runs = [], errors = [], undecided = [] } = results.get(id) ?? known.results.get(id) ?? {};
      const warnings = fresh.get(id) ?? [];
      return {
        id,
        duplicate,
        runs,
        errors,
        ...(undecided.length > 0 && { undecided }),
        ...(warnings.length > 0 && { warnings }),
      };
    };
    const seen = new Set<string>();
    return deliveries.map((events) =>
      events.map(({ event: { id } }) => {
        const duplicate = !(fresh.has(id) || unanswered.has(id)) || seen.has(id);
        seen.add(id);
        return answer(id, duplicate);
      }),
    );
  }

  async function readRepeated(ids: readonly string[]) {
    const results = new Map<string, Matched>();
    if (ids.length === 0) return { unmatched: [], results };
    const [events, runs] = await Promise.all([store.events.getMany(ids), store.runs.ofEvents(ids)]);
    for (const { event, errors } of events) results.set(event.id, { runs: [], errors, undecided: [] });
    for (const { eventId, id, automation, repeats } of runs) {
      // Excludes runs of retries and replays, because a repeated event gets its original answer.
      if (repeats === '') results.get(eventId)?.runs.push({ id, automation });
    }
    return { unmatched: events.filter(({ matchedAt }) => matchedAt === null), results };
  }
}
