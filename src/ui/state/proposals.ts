import { signal } from '@preact/signals';
import type { AutomationRow } from '../../core/views/automation-view.ts';
import type { ProposedChange } from '../../core/views/proposed-change.ts';
import { call } from './call-api.ts';
import { holds, session } from './session.ts';

/** The change that was proposed last, until its notice is closed. */
export const proposal = signal<ProposedChange | null>(null);

/** Proposes a change in the repository that owns an automation, and shows what came of it. */
export async function propose(
  identifier: string,
  wanted: { definition?: unknown; publish?: boolean; source?: string },
  revision: string | null,
): Promise<void> {
  const path = `/v1/automations/${encodeURIComponent(identifier)}/change`;
  const headers: Record<string, string> = revision === null ? {} : { 'if-match': `"${revision}"` };
  proposal.value = (await call<{ change: ProposedChange }>('POST', path, wanted, headers)).change;
}

/** Whether the signed-in person may try to change it: a person with rights on its repository may, and GitHub decides. */
export function mayChange(source: AutomationRow['source']): boolean {
  return holds('write') || (source?.editable === true && mayPropose());
}

/** Whether the signed-in person may try to change what a repository owns. */
export function mayPropose(): boolean {
  return holds('write') || session.value?.session?.via === 'github';
}
