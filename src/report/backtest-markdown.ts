import type { Backtest, BacktestDifference, Backtested } from '../core/match/backtest.ts';
import { type Fitted, fitting } from './fitting.ts';
import { code, link, message, prose } from './markdown.ts';
import { count, grouped } from './plurals.ts';
import { encodedStep } from './report-links.ts';

/** A backtest, or a sentence about why there is none. */
export type BacktestReport = { result: Backtest } | { trouble: string };

/** How many events of each kind are listed. */
const samples = 3;

const day = 24 * 60 * 60 * 1000;

/**
 * Describes what changed automations would have done on recorded events, in about `room` bytes and only where it
 * differs. `server` is the address for links to events.
 */
export function backtestMarkdown(report: BacktestReport, server: string | null, room: number): Fitted {
  if ('trouble' in report) return { parts: [`<sub>${message(report.trouble)}</sub>`], hidden: 0 };
  const { events, from, to, automations, stopped } = report.result;
  const heading = '### What it would have done on recorded events';
  if (events === 0) {
    const nothing = 'The service recorded no events in that time, so there was nothing to try.';
    return { parts: [heading, stopped === null ? nothing : message(stopped)], hidden: 0 };
  }
  const scope = `${count(events, 'event')} ${periodOf(from, to)}`;
  const cut = stopped === null ? '' : ` Older ones were left out: ${stopped}`;
  const footer = `<sub>${prose(`Tried on ${scope}; nothing was changed and nothing was called.${cut}`)}</sub>`;
  const differing = automations.filter(isDifferent);
  if (differing.length === 0) {
    const same = 'The changed automations would have fired for the same events as before.';
    return { parts: [heading, same, footer], hidden: 0 };
  }
  const { parts, hidden } = fitting(
    differing.map((one) => `- ${sentenceOf(one, server)}`),
    room,
  );
  const list = [...parts, ...(hidden > 0 ? [`- … and ${count(hidden, 'more automation')}`] : [])];
  return { parts: [heading, list.join('\n'), footer], hidden };
}

function isDifferent({ onlyNow, noLonger, errors }: Backtested): boolean {
  return onlyNow.count + noLonger.count + errors > 0;
}

function sentenceOf(
  { automation, wouldFire, fired, onlyNow, noLonger, errors }: Backtested,
  server: string | null,
): string {
  const parts = [
    `${code(automation)} would have fired **${grouped(wouldFire)}** ${wouldFire === 1 ? 'time' : 'times'}, before: ${grouped(fired)}`,
    ...(onlyNow.count > 0 ? [`new: ${eventsText(onlyNow, server)}`] : []),
    ...(noLonger.count > 0 ? [`no longer: ${eventsText(noLonger, server)}`] : []),
    ...(errors > 0 ? [`⚠️ its condition fails with an error on ${count(errors, 'event')}`] : []),
  ];
  return parts.join('; ');
}

function eventsText({ count: all, events }: BacktestDifference, server: string | null): string {
  const shown = events.slice(0, samples).map((id) => link(code(id), pageOf(server, id)));
  return `${shown.join(', ')}${all > shown.length ? ` and ${grouped(all - shown.length)} more` : ''}`;
}

function pageOf(server: string | null, id: string): string | null {
  return server === null ? null : `${server}/events/${encodedStep(id)}`;
}

/** `of 7 days, 2026-11-22 to 2026-11-29`. */
function periodOf(from: string | null, to: string | null): string {
  if (from === null || to === null) return '';
  const [first, last] = [from.slice(0, 10), to.slice(0, 10)];
  const days = Math.round((Date.parse(to) - Date.parse(from)) / day);
  return `of ${days < 1 ? 'less than a day' : count(days, 'day')}, ${first === last ? first : `${first} to ${last}`}`;
}
