import { type Automation, isPublished, type TriggerType } from './automation.ts';
import { combine, failureOf, type PreparedCondition, prepareConditions, type Verdict } from './conditions.ts';
import type { Event } from './event.ts';
import type { Jq, JqOptions, JqResult } from './jq.ts';
import type { Json, JsonObject } from './json.ts';

/** The published automations by what they listen to. */
export type TriggerIndex = {
  /** Trigger key → automations; an event touches only those under its own keys. */
  byKey: ReadonlyMap<string, readonly Prepared[]>;
  automation(identifier: string): Automation | null;
};

/** An automation ready to be matched. */
type Prepared = { automation: Automation; condition: PreparedCondition };

/** What an automation that listens to an event says of it, and why. */
export type Candidate = {
  automation: Automation;
  verdict: Verdict;
  /** What each expression gave; `skipped` where the others had already decided. */
  why: Json;
  /** For an error: the expressions that failed, in words. */
  message?: string;
  /** The error is only that time ran out. */
  timeout?: true;
};

/** Builds the index; conditions of all automations are prepared together. */
export async function buildIndex(automations: readonly Automation[], jq: Jq): Promise<TriggerIndex> {
  const published = automations.filter(isPublished);
  const conditions = await prepareConditions(
    published.map(({ trigger }) => trigger.condition),
    jq,
  );
  const byKey = new Map<string, Prepared[]>();
  for (const [index, automation] of published.entries()) {
    const condition = conditions[index];
    if (condition === undefined) continue;
    const key = triggerKey(automation);
    const under = byKey.get(key);
    if (under === undefined) byKey.set(key, [{ automation, condition }]);
    else under.push({ automation, condition });
  }
  const byIdentifier = new Map(automations.map((automation) => [automation.identifier, automation]));
  return { byKey, automation: (identifier) => byIdentifier.get(identifier) ?? null };
}

/**
 * Matches events: per event, the automations that match or fail; with `complete` also those that do not. Trivial expressions are answered first; jq is asked
 * only where they leave a verdict open, for all events of one trigger key in one batch. `complete` also evaluates
 * every expression, as an explanation needs it. Both ways are this one code.
 */
export async function match(
  index: TriggerIndex,
  events: readonly Event[],
  jq: Jq,
  options: JqOptions & { complete?: boolean } = {},
): Promise<Candidate[][]> {
  const found: Candidate[][] = events.map(() => []);
  const byKey = new Map<string, number[]>();
  for (const [at, event] of events.entries()) {
    for (const key of eventKeys(event)) {
      if (!index.byKey.has(key)) continue;
      const under = byKey.get(key);
      if (under === undefined) byKey.set(key, [at]);
      else under.push(at);
    }
  }
  await Promise.all(
    [...byKey].map(async ([key, positions]) => {
      const inputs = positions.map((at) => events[at] as unknown as Json);
      const candidates = await matchKey(index.byKey.get(key) ?? [], inputs, jq, options);
      for (const [row, at] of positions.entries()) found[at]?.push(...(candidates[row] ?? []));
    }),
  );
  return found;
}

async function matchKey(
  automations: readonly Prepared[],
  inputs: readonly Json[],
  jq: Jq,
  options: JqOptions & { complete?: boolean },
): Promise<Candidate[][]> {
  // results[input][automation][expression]
  const results = inputs.map((input) => automations.map(({ condition }) => askDirectly(condition, input, options)));
  const wanted = new Set<string>();
  const rows: number[] = [];
  for (const [row, ofInput] of results.entries()) {
    let open = false;
    for (const [column, { condition }] of automations.entries()) {
      const known = ofInput[column] ?? [];
      if (!options.complete && combine(condition.combinator, known) !== undefined) continue;
      for (const [at, expression] of condition.expressions.entries()) {
        if (known[at] !== undefined) continue;
        wanted.add(expression);
        open = true;
      }
    }
    if (open) rows.push(row);
  }
  if (rows.length > 0) {
    const expressions = [...wanted];
    const place = new Map(expressions.map((expression, at) => [expression, at]));
    const answers = await jq.evaluate(
      expressions,
      rows.map((row) => inputs[row] as Json),
      options,
    );
    for (const [answered, row] of rows.entries()) {
      for (const [column, { condition }] of automations.entries()) {
        const known = results[row]?.[column];
        for (const [at, expression] of condition.expressions.entries()) {
          const asked = place.get(expression);
          if (known !== undefined && known[at] === undefined && asked !== undefined)
            known[at] = answers[answered]?.[asked];
        }
      }
    }
  }
  return results.map((ofInput) =>
    automations.flatMap((prepared, column) => {
      const known = ofInput[column] ?? [];
      const verdict = combine(prepared.condition.combinator, known) ?? 'error';
      // Most automations do not match most events: only an explanation wants to hear of them.
      return verdict === 'no-match' && !options.complete ? [] : [candidateOf(prepared, verdict, known)];
    }),
  );
}

/** Answers what needs no jq; stops at the first deciding one unless all are wanted. */
function askDirectly(
  condition: PreparedCondition,
  input: Json,
  options: { complete?: boolean },
): (JqResult | undefined)[] {
  const results: (JqResult | undefined)[] = new Array(condition.expressions.length).fill(undefined);
  for (const [at, ask] of condition.direct.entries()) {
    if (ask === null) continue;
    results[at] = ask(input) ?? undefined;
    if (!options.complete && combine(condition.combinator, [results[at]]) === decidingVerdict(condition)) break;
  }
  return results;
}

function decidingVerdict({ combinator }: PreparedCondition): Verdict {
  return combinator === 'and' ? 'no-match' : 'match';
}

function candidateOf(
  { automation, condition }: Prepared,
  verdict: Verdict,
  results: readonly (JqResult | undefined)[],
): Candidate {
  const candidate: Candidate = { automation, verdict, why: whyOf(condition, results) };
  if (verdict !== 'error') return candidate;
  const failures = results.flatMap((result, at) => {
    const failure = result === undefined ? undefined : failureOf(result);
    return failure === undefined ? [] : [`${condition.written[at]}: ${failure}`];
  });
  candidate.message = failures.join('; ');
  if (results.some((result) => result?.ok === false && result.timeout === true)) candidate.timeout = true;
  return candidate;
}

function whyOf(condition: PreparedCondition, results: readonly (JqResult | undefined)[]): Json {
  return {
    combinator: condition.combinator,
    expressions: condition.written.map((expression, at): JsonObject => {
      const result = results[at];
      if (result === undefined) return { expression, skipped: true };
      const failure = failureOf(result);
      if (failure !== undefined) return { expression, error: failure };
      return { expression, value: result.ok ? (result.value ?? null) : null };
    }),
  };
}

function triggerKey({ trigger: { event } }: Automation): string {
  if ('actionIdentifier' in event) return keyOf(event.type, event.actionIdentifier);
  const property = 'propertyIdentifier' in event ? event.propertyIdentifier : '';
  return keyOf(event.type, event.blueprintIdentifier, property);
}

const entityTriggers = { CREATE: 'ENTITY_CREATED', UPDATE: 'ENTITY_UPDATED', DELETE: 'ENTITY_DELETED' } as const;

/** The keys under which an event is listened to (reference: Port's trigger types). */
function eventKeys(event: Event): string[] {
  if (event.resourceType === 'run') {
    const { identifier } = event.context.action;
    return [
      keyOf(event.action === 'CREATE' ? 'RUN_CREATED' : 'RUN_UPDATED', identifier),
      keyOf('ANY_RUN_CHANGE', identifier),
    ];
  }
  const { blueprintIdentifier, propertyIdentifier } = event.context;
  if (event.action === 'TIMER_EXPIRED') {
    return [keyOf('TIMER_PROPERTY_EXPIRED', blueprintIdentifier, propertyIdentifier ?? '')];
  }
  return [keyOf(entityTriggers[event.action], blueprintIdentifier), keyOf('ANY_ENTITY_CHANGE', blueprintIdentifier)];
}

/** A line break stands in no identifier, so two different triggers never share a key. */
function keyOf(type: TriggerType, subject: string, property = ''): string {
  return `${type}\n${subject}\n${property}`;
}
