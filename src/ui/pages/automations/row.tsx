import { useState } from 'preact/hooks';
import type { AutomationRow } from '../../../core/views/automation-row.ts';
import { settingsWords } from '../../core/settings-words.ts';
import { triggerWords } from '../../core/trigger-words.ts';
import { octiconOf } from '../../parts/catalog-icons.ts';
import { Icon } from '../../parts/icon.tsx';
import { Switch } from '../../parts/switch.tsx';
import { Ago } from '../../parts/time.tsx';
import { WeekBars } from '../../parts/week-bars.tsx';
import { ApiError, call } from '../../state/api.ts';
import { mayChange, propose } from '../../state/proposals.ts';

/** One automation: what it does, where it comes from, how its runs went, and its switch. */
export function Row({ automation, onChanged }: { automation: AutomationRow; onChanged(): Promise<void> }) {
  const { identifier, title, icon, backend, source, settings, lastRun, week } = automation;
  const path = encodeURIComponent(identifier);
  return (
    <li class="row automation">
      <Icon name={octiconOf(icon)} tone="muted" />
      <div class="grow">
        <p class="title">
          <a href={`/automations/${path}`}>
            <bdi>{title || identifier}</bdi>
          </a>{' '}
          {title && <code class="muted">{identifier}</code>}
          {settings?.mode === 'shadow' && <span class="label">shadow</span>}
        </p>
        <p class="muted">
          <span class="label">{backend.type}</span> when{' '}
          <em>
            <bdi>{triggerWords(automation)}</bdi>
          </em>{' '}
          → <bdi>{backend.label}</bdi>
        </p>
        {settings && <p class="muted">{settingsWords(settings)}</p>}
        {source && (
          <p class="muted">
            from{' '}
            {source.url ? (
              <a href={source.url}>
                <bdi>{source.name}</bdi>
              </a>
            ) : (
              <bdi>{source.name}</bdi>
            )}
          </p>
        )}
      </div>
      <a class="runs" href={`/runs?automation=${path}`}>
        <span class="visually-hidden">Runs of {identifier}: </span>
        <WeekBars week={week} />
        <span class="muted when">
          {lastRun === null ? (
            'never ran'
          ) : (
            <>
              ran <Ago at={lastRun.createdAt} />
            </>
          )}
        </span>
      </a>
      <ActiveSwitch automation={automation} onChanged={onChanged} />
    </li>
  );
}

/** Switches an automation, from the revision that is shown: another person's change is not overwritten. */
function ActiveSwitch({ automation, onChanged }: { automation: AutomationRow; onChanged(): Promise<void> }) {
  const { identifier, active, revision, source } = automation;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const change = async (publish: boolean) => {
    setBusy(true);
    setProblem(null);
    const headers = { 'if-match': `"${revision}"` };
    const work = source?.editable
      ? propose(identifier, { publish }, revision)
      : call('PATCH', `/v1/actions/${encodeURIComponent(identifier)}`, { publish }, headers);
    await work.catch((error: unknown) => setProblem(problemOf(error)));
    await onChanged();
    setBusy(false);
  };
  return (
    <div class="active">
      <Switch
        label={`${identifier} is active`}
        on={active}
        disabled={busy || !mayChange(source)}
        onChange={(on) => void change(on)}
      />
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** The row is read again after a refusal, so that it shows what the other person made of it. */
function problemOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 412)
    return 'Not switched: it was changed meanwhile. This is how it is now.';
  return error instanceof Error ? error.message : String(error);
}
