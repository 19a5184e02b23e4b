import type { Automation } from '../automation.ts';
import type { Event } from '../event/event.ts';
import type { Jq } from '../expression/expression.ts';
import { match } from './match.ts';
import { indexTriggers } from './trigger-index.ts';

/** A recorded event, and the automations that it triggered. */
export type Recorded = { event: Event; fired: readonly string[] };

/** What an automation would have done with the recorded events, compared with what it did. */
export type Backtested = {
  automation: string;
  /** The number of events that would have triggered it, and of those that did. */
  wouldFire: number;
  fired: number;
  /** The number of events for which its condition fails. */
  errors: number;
  /** Events for which only one of the two is true; the first `maxSamples` of them are listed. */
  onlyNow: BacktestDifference;
  noLonger: BacktestDifference;
};

/** What definitions would have done with recorded events. Times are RFC 3339, null without events. */
export type Backtest = {
  events: number;
  from: string | null;
  to: string | null;
  automations: readonly Backtested[];
  /** Why not all of the events were tried; null when they were. */
  stopped: string | null;
};

/** The number of differing events, and some of their ids. */
export type BacktestDifference = { count: number; events: readonly string[] };

/** How many differing events are listed. */
const maxSamples = 10;

/**
 * Tests proposed automations on recorded events, page by page. `others` are existing automations that the proposal
 * omits.
 */
export function createBacktest(proposed: readonly Automation[], others: readonly string[], jq: Jq) {
  const index = indexTriggers(proposed);
  const tallies = new Map(
    [...proposed.map(({ identifier }) => identifier), ...others].map((identifier) => [identifier, emptyTally()]),
  );
  return {
    /** Adds a page of events. `deadline`: how long jq may take for it, in milliseconds. */
    async add(recorded: readonly Recorded[], deadline: number): Promise<void> {
      const found = await match(
        index,
        recorded.map(({ event }) => event),
        jq,
        { deadline },
      );
      for (const [place, { event, fired }] of recorded.entries()) {
        const would = new Set<string>();
        for (const { automation, verdict } of found[place] ?? []) {
          if (verdict === 'match') would.add(automation.identifier);
          else if (verdict === 'error') count(automation.identifier).errors += 1;
        }
        for (const identifier of would) count(identifier).wouldFire += 1;
        for (const identifier of fired) if (tallies.has(identifier)) count(identifier).fired += 1;
        for (const identifier of would) if (!fired.includes(identifier)) note(count(identifier).onlyNow, event.id);
        for (const identifier of fired) {
          if (tallies.has(identifier) && !would.has(identifier)) note(count(identifier).noLonger, event.id);
        }
      }
    },
    /** The results so far, in the order of the automations. */
    result: (): Backtested[] => [...tallies].map(([automation, tally]) => ({ automation, ...tally })),
  };

  function count(identifier: string): Tally {
    return tallies.get(identifier) ?? emptyTally();
  }
}

type Tally = {
  wouldFire: number;
  fired: number;
  errors: number;
  onlyNow: { count: number; events: string[] };
  noLonger: { count: number; events: string[] };
};

function emptyTally(): Tally {
  const none = () => ({ count: 0, events: [] });
  return { wouldFire: 0, fired: 0, errors: 0, onlyNow: none(), noLonger: none() };
}

function note(difference: Tally['onlyNow'], event: string): void {
  difference.count += 1;
  if (difference.events.length < maxSamples) difference.events.push(event);
}

/** Adds the results of older events to those of newer ones. */
export function addBacktested(newer: readonly Backtested[], older: readonly Backtested[]): Backtested[] {
  const found = new Map(newer.map((one) => [one.automation, one]));
  for (const one of older) {
    const known = found.get(one.automation);
    found.set(one.automation, known === undefined ? one : sumOf(known, one));
  }
  return [...found.values()];
}

function sumOf(newer: Backtested, older: Backtested): Backtested {
  const both = (a: BacktestDifference, b: BacktestDifference): BacktestDifference => ({
    count: a.count + b.count,
    events: [...a.events, ...b.events].slice(0, maxSamples),
  });
  return {
    automation: newer.automation,
    wouldFire: newer.wouldFire + older.wouldFire,
    fired: newer.fired + older.fired,
    errors: newer.errors + older.errors,
    onlyNow: both(newer.onlyNow, older.onlyNow),
    noLonger: both(newer.noLonger, older.noLonger),
  };
}
