import type { Automation } from '../../core/automation.ts';
import type { JsonObject } from '../../core/json.ts';
import { type AutomationSettings, isSameSettings, orderedSettings } from '../../core/settings/automation-settings.ts';
import type { Tx } from '../../store/store.ts';
import { followListeners } from '../catalog/arm-timers.ts';
import { newId } from '../ids.ts';
import { stopRuns, type WaitingRunsPolicy } from '../operate/stop-runs.ts';
import type { World } from '../world.ts';

/** Who makes a change, and how: `UI` on the page, `API` from a program, `SYNC` and `FOLDER` from files. */
export type ChangeAuthor = { name: string; origin: 'UI' | 'API' | 'AUTOMATION' | 'SYNC' | 'FOLDER' };

/** An automation before and after a change; null where there is none. */
export type AutomationChange = {
  before: Automation | null;
  after: Automation | null;
  /** The automation's settings, if the change can affect them. */
  settings?: { before: AutomationSettings | null; after: AutomationSettings | null };
};

/** What happens to waiting runs of automations that a change deletes or switches off; `cancel` by default. */
export type ChangeOptions = { waitingRuns?: WaitingRunsPolicy | undefined };

/** Port's name for automations in the audit log. */
export const automationResource = 'action';

/**
 * Records, in the transaction of a change to automations, everything besides the definition: the entry in the history,
 * the timers that automations listen to, and the cancellation of runs that wait for automations that are now off.
 */
export async function recordChanges(
  tx: Tx,
  world: Pick<World, 'clock' | 'log'>,
  changes: readonly AutomationChange[],
  { name, origin }: ChangeAuthor,
  { waitingRuns = 'cancel' }: ChangeOptions = {},
): Promise<void> {
  await tx.auditRecords.insert(
    changes.filter(isReal).map(({ before, after }) => ({
      id: newId('audit'),
      resource: automationResource,
      identifier: (after ?? before)?.identifier ?? '',
      action: before === null ? 'CREATE' : after === null ? 'DELETE' : 'UPDATE',
      by: name,
      origin,
      before: before as JsonObject | null,
      after: after as JsonObject | null,
    })),
  );
  await tx.auditRecords.insert(changes.flatMap((change) => settingsRecord(change, name, origin)));
  await followListeners(tx, world, {
    before: changes.flatMap(({ before }) => before ?? []),
    after: changes.flatMap(({ after }) => after ?? []),
  });
  await stopRuns(tx, changes, { waitingRuns, by: name });
}

/** The audit record of changed settings, which are not part of the definition and so create no revision. */
function settingsRecord({ before, after, settings }: AutomationChange, by: string, origin: ChangeAuthor['origin']) {
  const [was, is] = [settings?.before ?? null, settings?.after ?? null];
  if (isSameSettings(was, is)) return [];
  const identifier = (after ?? before)?.identifier ?? '';
  return [
    {
      ...{ id: newId('audit'), resource: 'settings', identifier, action: 'UPDATE', by, origin },
      before: was && orderedSettings(was),
      after: is && orderedSettings(is),
    },
  ];
}

/** False if a definition was written again without a change in its text. */
function isReal({ before, after }: AutomationChange): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
