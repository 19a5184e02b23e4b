import type { AutomationSettings } from '../../core/settings/automation-settings.ts';

/** The settings of an automation on one line, such as `concurrency 2 · retry 10s, 1m`; empty without any. */
export function settingsWords(settings: AutomationSettings | null): string {
  return Object.entries(settings ?? {})
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : value}`)
    .join(' · ');
}
