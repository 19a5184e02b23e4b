import { startProblem } from '../../../src/app/start/start-problem.ts';
import { type RunningService, serve } from '../../../src/server.ts';
import { type EmbeddedEngine, inCallingThread } from '../../../src/store/database.ts';
import { sharedPool, workerUrl } from '../../jq/patient-pool.ts';
import type { Running } from './running.ts';

/** Starts the service in this process, with this environment, a clock, and what opens its embedded database. */
export function serveHere(
  environment: Readonly<Record<string, string>>,
  now: () => number = Date.now,
  engine: EmbeddedEngine = inCallingThread,
): Running {
  let output = '';
  let end: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const fail = (error: unknown) => {
    output += `${startProblem(error) ?? (error instanceof Error ? error.stack : String(error))}\n`;
    end(1);
  };
  const service: Promise<RunningService> = serve({
    environment,
    now,
    engine,
    jq: { workerUrl, pool: sharedPool() },
    page: new URL('../../../build/ui/', import.meta.url),
    logTo: {
      write(line) {
        output += line;
      },
    },
    onBroken: fail,
  });
  service.catch(fail);
  return {
    output: () => output,
    ended,
    signal(name) {
      if (name === 'SIGKILL' || name === 'SIGHUP') {
        throw new Error('Only a process can be killed or reloaded; use startProcess.');
      }
      service
        .then(({ stop }) => stop())
        .then(() => end(0))
        .catch(fail);
    },
  };
}
