import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import { isObject } from '../../core/json.ts';
import { addBacktested, type Backtest } from '../../core/match/backtest.ts';
import { callServer, type Server } from './call.ts';

/** The definitions to try, and the limits. */
export type BacktestAsked = {
  definitions: readonly { file: string; automation: Automation }[];
  /** Automations that would be deleted. */
  removed?: readonly string[];
  /** If both are given, stored definitions of that folder that are not among the definitions are considered deleted. */
  source?: string;
  path?: string;
  /** How many events are tried at most, and since when they were received, RFC 3339. */
  events: number;
  since?: string;
  /** When to stop, ms since the epoch. */
  until: number;
};

/** How many events one request covers; the service answers earlier if they take long. */
const perRequest = 10_000;

/**
 * Tries definitions on the recorded events of a service, part by part; `progress` is called between two parts with how
 * many have been tried. Rejects with AppError when there is no answer at all.
 */
export async function runBacktest(
  server: Server,
  { events: limit, until, ...asked }: BacktestAsked,
  progress: (events: number) => void = () => {},
): Promise<Backtest> {
  let result: Backtest = { events: 0, from: null, to: null, automations: [], stopped: null };
  let before: string | null = null;
  do {
    const events = Math.min(perRequest, limit - result.events);
    const left = until - Date.now();
    const part: BacktestPart | AppError =
      left <= 0
        ? new AppError('unavailable', 'there was no time for more')
        : await askPart(server, { ...asked, events, ...(before !== null && { before }) }, left);
    if (part instanceof AppError) {
      if (before === null) throw part;
      return { ...result, stopped: part.message };
    }
    result = {
      events: result.events + part.events,
      from: part.from ?? result.from,
      to: result.to ?? part.to,
      automations: addBacktested(result.automations, part.automations),
      stopped: null,
    };
    before = part.next;
    if (before !== null && result.events < limit) progress(result.events);
  } while (before !== null && result.events < limit);
  return result;
}

type BacktestPart = Omit<Backtest, 'stopped'> & { next: string | null };

async function askPart(server: Server, body: object, timeout: number): Promise<BacktestPart | AppError> {
  try {
    const { backtest } = await callServer(server, '/v1/automations/backtest', body, 'POST', timeout);
    if (isObject(backtest) && Array.isArray(backtest.automations))
      return { next: null, ...backtest } as unknown as BacktestPart;
    const message = "The server's answer contains no backtest. Is the server older than this client?";
    return new AppError('unavailable', message);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
