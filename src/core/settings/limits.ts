import { readDuration } from '../event/duration.ts';
import type { Rate } from '../run/call-rate.ts';
import { retrySchedule } from '../run/retry.ts';
import type { AutomationSettings } from './automation-settings.ts';

/** The limits on the calls of an automation, with times in ms; null: no limit of that kind. */
export type Limits = {
  concurrency: number | null;
  rate: Rate | null;
  /** How long a run waits for later events of its entity, in ms and as written. */
  debounce: { ms: number; text: string } | null;
};

/** Reads the limits in settings; null when there are none, as for nearly every automation. */
export function limitsOf(settings: AutomationSettings | null): Limits | null {
  if (settings === null) return null;
  const { concurrency = null, rate, debounce } = settings;
  if (concurrency === null && rate === undefined && debounce === undefined) return null;
  const [count = '', period = ''] = rate?.split('/') ?? [];
  return {
    concurrency,
    rate: rate === undefined ? null : { count: Number(count), period: readDuration(period) ?? 0 },
    debounce: debounce === undefined ? null : { ms: readDuration(debounce) ?? 0, text: debounce },
  };
}

/** The waits in seconds before further attempts, from the settings; undefined: the service's schedule. */
export function scheduleOf(settings: AutomationSettings | null): readonly number[] | undefined {
  const retry = settings?.retry;
  if (retry === undefined) return undefined;
  if (typeof retry === 'number') return retrySchedule.slice(0, retry - 1);
  return retry.map((wait) => (readDuration(wait) ?? 0) / 1000);
}

/** How long one call may take, ms; null: the service's limit. */
export function timeoutOf(settings: AutomationSettings | null): number | null {
  return settings?.timeout === undefined ? null : readDuration(settings.timeout);
}

/** True for an automation whose requests are recorded instead of sent. */
export function isShadow(settings: AutomationSettings | null | undefined): boolean {
  return settings?.mode === 'shadow';
}
