import type { HealthReport } from '../../../core/views/health-view.ts';
import { Icon } from '../../parts/icon.tsx';
import { Automation, Section } from './section.tsx';

/** The section on what is configured, and on missing secrets; only names, never values. */
export function Configuration({ report: { connections, missingSecrets } }: { report: HealthReport }) {
  const secrets = missingSecrets.map(({ name, automations }) => (
    <li class="row" key={name}>
      <Icon name="key" tone="attention" label="Missing" />
      <div class="grow">
        <code>SECRET_{name}</code>
        <p class="muted">
          needed by{' '}
          {automations.map((identifier, index) => (
            <>
              {index > 0 && ', '}
              <Automation key={identifier} identifier={identifier} />
            </>
          ))}
        </p>
      </div>
    </li>
  ));
  const systems = connections.map(({ title, set, unset }) => (
    <li class="row" key={title}>
      {set.length > 0 ? (
        <Icon name="check-circle-fill" tone="success" label="Configured" />
      ) : (
        <Icon name="dot-fill" tone="muted" label="Not configured" />
      )}
      <div class="grow">
        {title}
        <p class="muted">
          {set.length > 0 && (
            <>
              set: <code>{set.join(' ')}</code>
              {unset.length > 0 && ' · '}
            </>
          )}
          {unset.length > 0 && (
            <>
              not set: <code>{unset.join(' ')}</code>
            </>
          )}
        </p>
      </div>
    </li>
  ));
  return (
    <>
      <Section title="Missing secrets" nothing="Every secret that automations need is set." rows={secrets} />
      <Section title="Connections" nothing="This service connects to nothing." rows={systems} isCounted={false} />
    </>
  );
}
