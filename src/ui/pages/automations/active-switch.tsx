import { useState } from 'preact/hooks';
import type { JsonObject } from '../../../core/json.ts';
import type { AutomationRow } from '../../../core/views/automation-view.ts';
import type { RevisionsAnswer } from '../../../core/views/revision-view.ts';
import { later } from '../../parts/later.tsx';
import { Switch } from '../../parts/switch.tsx';
import { call } from '../../state/call-api.ts';
import { theirsOf } from '../../state/conflicts.ts';
import { mayChange, propose } from '../../state/proposals.ts';
import { useAction } from '../../state/use-action.ts';
import { askAboutWaiting } from '../../state/waiting-question.ts';
import type { SwitchConflictProps } from './switch-conflict.tsx';

const SwitchConflict = later<SwitchConflictProps>(() =>
  import('./switch-conflict.tsx').then((module) => module.SwitchConflict),
);

/** Switches an automation, from the revision that is shown: another person's change is not overwritten. */
export function ActiveSwitch({ automation, onChanged }: { automation: AutomationRow; onChanged(): Promise<void> }) {
  const { identifier, active, revision, source } = automation;
  const { busy, problem, act } = useAction();
  const [refused, setRefused] = useState<Omit<SwitchConflictProps, 'identifier' | 'onClose' | 'onSwitch'> | null>(null);
  const path = `/v1/actions/${encodeURIComponent(identifier)}`;

  const change = async (publish: boolean, from: string) => {
    if (source?.editable) return propose(identifier, { publish }, from);
    const waiting = publish ? 'cancel' : await askAboutWaiting(identifier, 'Switch off');
    if (waiting === null) return;
    await call('PATCH', `${path}?waitingRuns=${waiting}`, { publish }, { 'if-match': `"${from}"` });
  };
  const attempt = (publish: boolean, from: string) =>
    act(async () => {
      setRefused(null);
      try {
        await change(publish, from);
      } catch (error) {
        const theirs = theirsOf(error);
        if (theirs === null) throw error;
        setRefused({ theirs, publish, base: await definitionAt(identifier, from) });
      } finally {
        await onChanged();
      }
    });
  const may = mayChange(source);
  return (
    <div class="active">
      <Switch
        label={`${identifier} is active`}
        on={active}
        disabled={busy || !may}
        reason={may ? undefined : 'Switching automations needs the role write'}
        onChange={(on) => void attempt(on, revision)}
      />
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {refused !== null && (
        <SwitchConflict
          {...refused}
          identifier={identifier}
          onClose={() => setRefused(null)}
          onSwitch={(theirs) => void attempt(refused.publish, theirs)}
        />
      )}
    </div>
  );
}

/** The definition as it was at a revision; null where the history no longer has it. */
async function definitionAt(identifier: string, revision: string): Promise<JsonObject | null> {
  const path = `/v1/automations/${encodeURIComponent(identifier)}/revisions?limit=50`;
  const { revisions } = await call<RevisionsAnswer>('GET', path);
  const made = revisions.find((one) => one.revision === revision);
  return made?.after ?? revisions.find(({ previous }) => previous === revision)?.before ?? null;
}
