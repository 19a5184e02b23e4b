import { type DestinationStream, type Logger, pino } from 'pino';
import { errorView } from '../../core/error.ts';

/** How log lines look: for programs, or for people. */
export type LogFormat = 'json' | 'pretty';

/**
 * Opens the log, on standard output unless `to` is given. Without a format it is readable on a terminal, and JSON
 * everywhere else.
 */
export async function openLog(level: string, format: LogFormat | null, to?: DestinationStream): Promise<Logger> {
  const options = {
    level,
    serializers: { err: errorView, cause: errorView },
    redact: { paths: ['authorization', '*.authorization', '*.clientSecret'], censor: '[redacted]' },
  };
  const isTerminal = to === undefined && process.stdout.isTTY === true;
  const isPretty = format === null ? isTerminal : format === 'pretty';
  if (isPretty) return pino(options, await prettyStream(isTerminal, to));
  return to === undefined ? pino(options) : pino(options, to);
}

/** Lines for people are written in this thread, so that the last lines of a process that exits are written too. */
async function prettyStream(isTerminal: boolean, to: DestinationStream | undefined): Promise<DestinationStream> {
  // Loaded only here: a service in a container never needs it.
  const { prettyFactory } = await import('pino-pretty');
  const render = prettyFactory({
    colorize: isTerminal && process.stdout.hasColors(),
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });
  const out = to ?? process.stdout;
  return { write: (line) => void out.write(render(line) ?? '') };
}
