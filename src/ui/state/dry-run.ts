import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../core/error.ts';
import { call } from './call-api.ts';

/** The result of a dry run of a change; both are null while it is running. */
export type DryRun<T> = { answer: T | null; problem: string | null };

/** Asks the service what a change would do, and asks again when the change is modified. */
export function useDryRun<T>(path: string, body: object): DryRun<T> {
  const asked = JSON.stringify({ ...body, dryRun: true });
  const [run, setRun] = useState<DryRun<T> & { asked: string }>({ ...unknown, asked });
  useEffect(() => {
    const stop = new AbortController();
    call<T>('POST', path, JSON.parse(asked), {}, stop.signal).then(
      (answer) => setRun({ answer, problem: null, asked }),
      (error: unknown) => {
        if (!stop.signal.aborted) setRun({ answer: null, problem: messageOf(error), asked });
      },
    );
    return () => stop.abort();
  }, [path, asked]);
  // The result for another change does not apply to this one.
  return run.asked === asked ? run : unknown;
}

const unknown = { answer: null, problem: null };
