import type { AutomationRow } from '../../../core/views/automation-view.ts';
import { settingsWords } from '../../core/settings-words.ts';
import { triggerWords } from '../../core/trigger-words.ts';
import { octiconOf } from '../../parts/catalog-icons.ts';
import { Icon } from '../../parts/icon.tsx';
import { SourceLink } from '../../parts/source-link.tsx';
import { Ago } from '../../parts/time.tsx';
import { WeekBars } from '../../parts/week-bars.tsx';
import { PauseWords } from '../pauses/pause-button.tsx';
import { ActiveSwitch } from './active-switch.tsx';

/** One automation: what it does, where it comes from, how its runs went, and its switch. */
export function Row({ automation, onChanged }: { automation: AutomationRow; onChanged(): Promise<void> }) {
  const { identifier, title, icon, backend, source, settings, lastRun, week, paused } = automation;
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
          {paused !== null && <span class="label attention">Paused</span>}
        </p>
        <p class="muted">
          <span class="label">{backend.type}</span> when{' '}
          <em>
            <bdi>{triggerWords(automation)}</bdi>
          </em>{' '}
          → <bdi>{backend.label}</bdi>
        </p>
        {settings && <p class="muted">{settingsWords(settings)}</p>}
        {paused !== null && (
          <p class="muted">
            paused <PauseWords pause={paused} />
          </p>
        )}
        {source && (
          <p class="muted">
            from <SourceLink source={source} />
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
