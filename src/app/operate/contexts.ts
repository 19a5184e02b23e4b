import type { Automation } from '../../core/automation.ts';
import type { Listeners } from '../../core/match/listeners.ts';
import type { Run } from '../../core/run/run.ts';
import type { RunContext } from '../../core/run/view-run.ts';
import type { Tx } from '../../store/store.ts';

const unheard: RunContext = { automation: null, event: null };

/**
 * Reads the data that events of these runs need besides the runs; nothing is read for runs that no automation listens
 * to.
 */
export async function contextsOf(
  tx: Pick<Tx, 'automations' | 'events'>,
  listeners: Listeners,
  runs: readonly Run[],
): Promise<RunContext[]> {
  const heard = runs.filter(({ automation }) => listeners.runs.has(automation));
  if (heard.length === 0) return runs.map(() => unheard);
  const stored = await tx.events.getMany([...new Set(heard.map(({ eventId }) => eventId))]);
  const events = new Map(stored.map(({ event }) => [event.id, event]));
  const definitions = new Map<string, Automation | null>();
  for (const { definitionHash: hash } of heard) {
    if (!definitions.has(hash)) definitions.set(hash, await tx.automations.definition(hash));
  }
  return runs.map(({ automation, definitionHash, eventId }) =>
    listeners.runs.has(automation)
      ? { automation: definitions.get(definitionHash) ?? null, event: events.get(eventId) ?? null }
      : unheard,
  );
}
