import { durationOf } from './ago.ts';
import { attemptOutcome, type RunView } from './run-words.ts';

/** A part of a run's time. `tone` says how it went. */
export type TimelineSpan = {
  kind: 'queue' | 'attempt' | 'wait' | 'work';
  from: number;
  to: number;
  tone: Tone;
  words: string;
};

type Tone = 'quiet' | 'busy' | 'success' | 'danger';

/** The parts of a run's time until it ended or now, in their order: queue, attempts, waits between, work that follows. */
export function spansOf(run: RunView, now: number): TimelineSpan[] {
  const end = run.endedAt === undefined ? now : Date.parse(run.endedAt);
  const spans: TimelineSpan[] = [];
  let at = Date.parse(run.createdAt);
  const add = (kind: TimelineSpan['kind'], to: number, tone: Tone, title: string) => {
    if (to > at || kind === 'attempt') {
      spans.push({ kind, from: at, to, tone, words: `${title} ${durationOf(to - at)}` });
    }
    at = Math.max(at, to);
  };
  for (const [index, attempt] of run.execution.history.entries()) {
    add(index === 0 ? 'queue' : 'wait', Date.parse(attempt.startedAt), 'quiet', index === 0 ? 'Queued' : 'Waited');
    const { isError } = attemptOutcome(attempt);
    const isOpen = attempt.endedAt === null;
    const tone = isOpen ? 'busy' : isError ? 'danger' : 'success';
    add('attempt', isOpen ? end : Date.parse(attempt.endedAt ?? ''), tone, `Attempt ${attempt.attempt}`);
  }
  const isWorking = run.execution.phase === 'accepted' || run.endedAt !== undefined;
  if (run.execution.history.length === 0) add('queue', end, 'quiet', 'Queued');
  else if (isWorking) add('work', end, workTone(run), 'Followed for');
  else add('wait', end, 'quiet', 'Waiting for');
  return spans;
}

function workTone({ status }: RunView): Tone {
  if (status === 'IN_PROGRESS') return 'busy';
  return status === 'SUCCESS' ? 'success' : 'danger';
}

/** Where each span is drawn on an axis of 1000, wide enough to be seen however short it was. */
export function placesOf(spans: readonly TimelineSpan[]): { x: number; width: number }[] {
  const least = 8;
  const total = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const rest = 1000 - least * spans.length;
  let x = 0;
  return spans.map(({ from, to }) => {
    const width = least + (total === 0 ? rest / spans.length : ((to - from) / total) * rest);
    const place = { x, width };
    x += width;
    return place;
  });
}
