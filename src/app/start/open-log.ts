import { type DestinationStream, type Logger, pino } from 'pino';
import { errorView } from '../../core/error.ts';

/** Opens the service's log, on standard output by default; what may hold a secret is not written. */
export function openLog(level: string, logTo: DestinationStream | undefined): Logger {
  const options = {
    level,
    serializers: { err: errorView, cause: errorView },
    redact: { paths: ['authorization', '*.authorization', '*.clientSecret'], censor: '[redacted]' },
  };
  return logTo === undefined ? pino(options) : pino(options, logTo);
}
