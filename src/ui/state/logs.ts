import { useEffect, useState } from 'preact/hooks';
import { call } from './call-api.ts';
import { onNews } from './live-updates.ts';

/** A line of a run's log. */
export type RunLogLine = { id: string; message: string; level: string; createdAt: string };

/** The most lines in one answer of the API. */
const pageSize = 50;

/** A run's log: all lines so far, and further ones as they come; undefined until it is read. */
export function useLogs(run: string): readonly RunLogLine[] | undefined {
  const [lines, setLines] = useState<readonly RunLogLine[] | undefined>(undefined);
  useEffect(() => {
    let known: readonly RunLogLine[] = [];
    let isOver = false;
    let isBusy = false;
    let isDue = false;
    const read = async () => {
      if (isBusy) {
        isDue = true;
        return;
      }
      isBusy = true;
      do {
        isDue = false;
        const path = `/v1/actions/runs/${encodeURIComponent(run)}/logs?limit=${pageSize}&offset=${known.length}`;
        const answer = await call<{ runLogs: RunLogLine[] }>('GET', path).catch(() => null);
        if (isOver || answer === null) break;
        known = [...known, ...answer.runLogs];
        setLines(known);
        isDue ||= answer.runLogs.length === pageSize;
      } while (isDue);
      isBusy = false;
    };
    void read();
    const stop = onNews((news) => {
      if (news.some((one) => one === '*' || one === `run:${run}`)) void read();
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [run]);
  return lines;
}
