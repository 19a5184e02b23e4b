/** A line of the service's log. */
export type LogLine = { level: number; msg: string; [field: string]: unknown };

/** A service that runs, wherever it runs. */
export type Running = {
  /** Everything it wrote. */
  output(): string;
  /** Resolves to the exit code when it ended; null when a signal ended it. */
  ended: Promise<number | null>;
  /** Asks it to end. */
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'SIGHUP'): void;
};

/** The lines of a log among everything that was written. */
export function readLog(output: string): LogLine[] {
  return output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as LogLine] : []));
}
