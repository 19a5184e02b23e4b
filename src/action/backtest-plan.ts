import type { WorkspaceCheck } from '../checkout/check-workspace.ts';
import { type BacktestAsked, runBacktest } from '../client/server/backtest-client.ts';
import type { Server } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import { isEffective, type Plan } from '../core/plan/planned-change.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import type { BacktestReport } from '../report/backtest-markdown.ts';
import { grouped } from '../report/plurals.ts';
import { escapeWorkflowCommands } from '../report/terminal.ts';
import type { Toolkit } from './toolkit.ts';

/**
 * How far back a backtest goes, how many events it tries at most, and how long a pull request waits for it; times in
 * ms.
 */
const limits = { age: 7 * 24 * 60 * 60 * 1000, events: 100_000, time: 20_000 };

/**
 * Tries the changes in a plan on the events that the service recorded. Never rejects: without an answer, the report
 * says why, and the check continues. Null when there is nothing to try.
 */
export async function backtestPlan(
  toolkit: Pick<Toolkit, 'info'>,
  server: Server,
  plan: Plan,
  check: WorkspaceCheck,
): Promise<BacktestReport | null> {
  const changes = plan.changes.filter(isEffective);
  if (changes.length === 0) return null;
  const removed = changes.flatMap(({ action, identifier }) => (action === 'delete' ? [identifier] : []));
  const changed = new Set(changes.map(({ identifier }) => identifier));
  const definitions = check.definitions
    .filter(({ automation }) => changed.has(automation.identifier) && !check.invalid.has(automation.identifier))
    .map(({ file, automation }) => ({ file, automation }));
  const now = Date.now();
  const asked: BacktestAsked = {
    definitions,
    removed,
    events: limits.events,
    since: new Date(now - limits.age).toISOString(),
    until: now + limits.time,
  };
  try {
    const result = await runBacktest(server, asked, (events) => toolkit.info(`Backtest: ${grouped(events)} events`));
    return { result };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const trouble = `The backtest was skipped: ${reasonOf(error)}`;
    toolkit.info(escapeWorkflowCommands(trouble));
    return { trouble };
  }
}

function reasonOf({ code, message }: AppError): string {
  // A service of an earlier version has no such route, or does not know its fields.
  if (code === 'not_found' || code === 'invalid_content') {
    return `the service may be older than this Action (${redactText(message)}).`;
  }
  return redactText(message);
}
