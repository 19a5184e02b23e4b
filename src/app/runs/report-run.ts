import { AppError } from '../../core/error.ts';
import { fitsInBytes, maxIdentifierBytes } from '../../core/identifiers.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Outcome, Run, RunReport } from '../../core/run/run.ts';
import { applyFollowUp, applyReport } from '../../core/run/run-change.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { StoredLog } from '../../store/run-history.ts';
import type { Tx } from '../../store/store.ts';
import { newId } from '../ids.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import { alertOfAutomations } from '../operate/raise-alerts.ts';
import type { World } from '../world.ts';
import { storeRunEvents } from './run-events.ts';
import { createRunRedactor } from './run-redactor.ts';

/** Reports on runs from outside; each call throws `invalid_content` once the run has ended. */
export type RunReporting = {
  patch(runId: string, report: RunReport, by: string | null): Promise<Run>;
  respond(runId: string, response: Json, by: string | null): Promise<Run>;
  /** Reports the outcome of accepted work by its external id; false when no run waits for it. */
  external(externalId: string, outcome: Outcome): Promise<boolean>;
  /** Adds a log line; a termination status also ends the run. Log lines alone make no event (reference: Port). */
  log(
    runId: string,
    line: { message: string; terminationStatus?: 'SUCCESS' | 'FAILURE'; statusLabel?: string },
    by: string | null,
  ): Promise<StoredLog>;
};

/** Refuses links that a browser would execute instead of open. An empty link, which some clients send, is fine. */
function requireWebLinks(link: RunReport['link']): void {
  const links = typeof link === 'string' ? [link] : (link ?? []);
  const at = links.findIndex((text) => text !== '' && !(/^https?:\/\//i.test(text) && URL.canParse(text)));
  if (at === -1) return;
  const place = typeof link === 'string' ? '/link' : `/link/${at}`;
  throw new AppError('invalid_content', `The body at ${place} must be an address that begins with https:// or http://`);
}

/** Creates the reports on runs. */
export function createReport(
  world: Pick<World, 'store' | 'jq' | 'clock' | 'log' | 'metrics' | 'settings' | 'tracing'>,
  live: LiveAutomations,
  match: (events: StoredEvent[]) => void,
): RunReporting {
  const { store, clock, metrics } = world;
  // A receiver may echo what we sent it, secrets included. Created before any transaction, because it reads the
  // database.
  const redactorOf = createRunRedactor(world, live);

  async function change<T>(
    runId: string,
    work: (tx: Tx, run: Run) => Promise<{ steps: Run[]; result: T }>,
  ): Promise<T> {
    const { listeners } = await live.current();
    const { before, after, result, events } = await store.transaction(async (tx) => {
      const [before] = await tx.runs.lock([runId]);
      if (before === undefined) throw new AppError('not_found', `There is no run ${runId}`);
      const { steps, result } = await work(tx, before);
      const after = steps.at(-1) ?? before;
      await tx.runs.save([after]);
      const heard = listeners.runs.get(after.automation)?.updated === true;
      const context = {
        // Through the transaction, because it holds the embedded database's only connection.
        automation: heard ? await tx.automations.definition(after.definitionHash) : null,
        event: heard ? ((await tx.events.get(after.eventId))?.event ?? null) : null,
      };
      const events = await storeRunEvents(tx, world, listeners, [{ before, steps, ...context }]);
      const alerts = await alertOfAutomations(tx, world, listeners, [{ before, after }]);
      return { before, after, result, events: [...events, ...alerts] };
    });
    metrics.ended(before, after);
    const about = { run: runId, automation: after.automation, status: after.status };
    world.tracing.begin('receive report', after.trace, about).end({}, after.status === 'FAILURE');
    if (events.length > 0) match(events);
    return result;
  }

  return {
    async patch(runId, report, by) {
      requireWebLinks(report.link);
      const redact = await redactorOf(runId);
      return change(runId, async (tx, run) => {
        if (!fitsInBytes(report.externalRunId ?? '')) {
          const message = `The body at /externalRunId must have ${maxIdentifierBytes} bytes or less`;
          throw new AppError('invalid_content', message);
        }
        const shown = redact.json(report as JsonObject) as RunReport;
        const after = applyReport(run, shown, by, clock.now());
        const { externalRunId: given } = shown;
        if (given !== undefined && given !== after.externalId) {
          const message = `externalRunId ${given} was ignored: this service follows the run by the id ${after.externalId ?? 'that it is about to find'}.`;
          await tx.history.addLogs([{ id: newId('log'), runId, by, level: 'warning', message }]);
        }
        return { steps: [after], result: after };
      });
    },

    async respond(runId, response, by) {
      const redact = await redactorOf(runId);
      return change(runId, async (_, run) => {
        const after = { ...applyReport(run, {}, by, clock.now()), response: redact.json(response) };
        return { steps: [after], result: after };
      });
    },

    async external(externalId, outcome) {
      const run = await store.runs.byExternalId(externalId);
      // Without a next poll, the receiver has to report to the run itself.
      if (run === null || run.phase !== 'accepted' || run.nextAt === null) return false;
      const redact = await redactorOf(run.id);
      const shown = redact.json(outcome as JsonObject & Outcome);
      return change(run.id, async (tx, before) => {
        const { steps, logs } = applyFollowUp(before, shown, { now: clock.now(), chance: clock.chance() });
        await tx.history.addLogs(logs.map((line) => ({ ...line, id: newId('log'), runId: run.id, by: null })));
        // The queue already has a job for the next poll.
        const kept = steps.map((step) => (step.phase === 'accepted' ? { ...step, nextAt: before.nextAt } : step));
        return { steps: kept, result: true };
      });
    },

    async log(runId, line, by) {
      const redact = await redactorOf(runId);
      return change(runId, async (tx, run) => {
        const message = redact.text(line.message);
        const { terminationStatus: status } = line;
        const statusLabel = line.statusLabel === undefined ? undefined : redact.text(line.statusLabel);
        const report: RunReport = { ...(status && { status }), ...(statusLabel !== undefined && { statusLabel }) };
        // A log line without a state leaves the run's row as it is.
        const reported = applyReport(run, report, by, clock.now());
        const after = Object.keys(report).length === 0 ? run : reported;
        const id = newId('log');
        await tx.history.addLogs([{ id, runId, by, level: 'info', message }]);
        const result = { id, runId, level: 'info', message, createdBy: by, createdAt: clock.now() };
        return { steps: [after], result };
      });
    },
  };
}
