import { setTimeout as pause } from 'node:timers/promises';
import { isObject, type JsonObject, valueAt } from '../../core/json.ts';
import { callServer, type Server } from './call.ts';

/** A run as the command line shows it; IN_PROGRESS if it did not end in time. */
export type AwaitedRun = {
  id: string;
  automation: string;
  status: string;
  /** Why the run failed, or its result. */
  summary: string | null;
  /** The run's URL in the target system, or else its page. */
  link: string;
};

/** Milliseconds between two requests. */
const interval = 250;

/**
 * Waits until a run has ended, or until `deadline`, in ms since the epoch; `onWait` is called with its state at each
 * poll.
 */
export async function awaitRun(
  server: Server,
  { id, automation }: { id: string; automation: string },
  deadline: number,
  onWait: (phase: string) => void = () => {},
): Promise<AwaitedRun> {
  const path = `/v1/actions/runs/${encodeURIComponent(id)}`;
  for (;;) {
    const { run } = await callServer(server, path);
    const view: JsonObject = isObject(run) ? run : {};
    const status = typeof view.status === 'string' ? view.status : 'IN_PROGRESS';
    if (status !== 'IN_PROGRESS' || Date.now() >= deadline) {
      const [link] = Array.isArray(view.link) ? view.link : [];
      const said = [view.summary, view.statusLabel].find((text) => typeof text === 'string' && text !== '');
      return {
        id,
        automation,
        status,
        summary: typeof said === 'string' ? said : null,
        link: typeof link === 'string' ? link : `${server.url}/runs/${encodeURIComponent(id)}`,
      };
    }
    onWait(String(valueAt(view, 'execution', 'phase') ?? 'in progress'));
    await pause(Math.min(interval, Math.max(0, deadline - Date.now())));
  }
}
