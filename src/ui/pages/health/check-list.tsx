import type { CheckState, CheckView } from '../../../core/views/health-view.ts';
import { sentence, worstFirst } from '../../core/health-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { useResource } from '../../state/resource.ts';
import { Section } from './section.tsx';

const states = {
  ok: { icon: 'check-circle-fill', tone: 'success', label: 'OK' },
  warning: { icon: 'alert', tone: 'attention', label: 'Warning' },
  error: { icon: 'x-circle-fill', tone: 'danger', label: 'Error' },
} as const satisfies Record<CheckState, object>;

/** The checks of `doctor`: what is wrong with the service itself, and how to fix it. */
export function Checks() {
  const { data, error } = useResource<{ checks: CheckView[] }>('/v1/health/checks', []);
  const nothing = error === null ? 'Checking …' : `The service could not be checked: ${error.message}`;
  const rows = worstFirst(data?.checks ?? []).map(({ name, title, state, message, fix }) => (
    <li class={fix === null ? 'row quiet' : 'row'} key={name}>
      <Icon name={states[state].icon} tone={states[state].tone} label={states[state].label} />
      <div class="grow">
        <span class="title">{title}</span> <bdi class="muted">{message}</bdi>
        {fix !== null && (
          <p>
            <bdi>{sentence(fix)}</bdi>
          </p>
        )}
      </div>
    </li>
  ));
  return <Section title="Checks of the service" nothing={nothing} rows={rows} isCounted={false} />;
}
