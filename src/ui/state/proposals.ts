import { signal } from '@preact/signals';
import type { AutomationRow } from '../../core/views/automation-view.ts';
import type { ProposedChange } from '../../core/views/proposed-change.ts';
import { call } from './call-api.ts';
import { holds, session } from './session.ts';

/** The change that was proposed last, until its notice is closed. */
export const proposal = signal<ProposedChange | null>(null);

/** Proposes a change in the repository that owns an automation, and shows the result. */
export async function propose(
  identifier: string,
  wanted: { definition?: unknown; publish?: boolean; source?: string },
  revision: string | null,
): Promise<void> {
  const path = `/v1/automations/${encodeURIComponent(identifier)}/change`;
  const headers: Record<string, string> = revision === null ? {} : { 'if-match': `"${revision}"` };
  proposal.value = (await call<{ change: ProposedChange }>('POST', path, wanted, headers)).change;
}

/**
 * Whether to offer a change to the signed-in person: people with rights on its repository may change it, which GitHub
 * decides.
 */
export function mayChange(source: AutomationRow['source']): boolean {
  return holds('write') || (source?.editable === true && mayPropose());
}

/** Whether to offer changes of automations that a repository owns to the signed-in person. */
export function mayPropose(): boolean {
  return holds('write') || session.value?.session?.via === 'github';
}
