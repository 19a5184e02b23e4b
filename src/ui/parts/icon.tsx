import { paths } from 'virtual:icons';
import type { IconName } from './icon-names.ts';

/** An octicon; screen readers skip it unless it has a label. */
export function Icon({ name, label, tone }: { name: IconName; label?: string; tone?: string }) {
  const shapes = (paths[name] ?? []).map((d) => <path key={d} d={d} />);
  const common = { class: `icon ${tone ?? ''}`, viewBox: '0 0 16 16', width: 16, height: 16 };
  if (label === undefined) {
    return (
      <svg {...common} aria-hidden="true">
        {shapes}
      </svg>
    );
  }
  return (
    <svg {...common} role="img" aria-label={label}>
      {shapes}
    </svg>
  );
}
