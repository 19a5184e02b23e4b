const dayMs = 86_400_000;

/** Units, and from how long on each is used. */
const units = [
  { unit: 'year', ms: 365.25 * dayMs, from: 2 * 365.25 * dayMs },
  { unit: 'day', ms: dayMs, from: dayMs },
  { unit: 'hour', ms: 3_600_000, from: 3_600_000 },
  { unit: 'minute', ms: 60_000, from: 60_000 },
] as const;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A past time in words, such as "5 minutes ago". Both are in ms. */
export function agoOf(time: number, now: number): string {
  const passed = Math.max(0, now - time);
  const fit = units.find(({ from }) => passed >= from);
  return fit === undefined ? 'just now' : words.format(-Math.floor(passed / fit.ms), fit.unit);
}

/** A time to come in words, such as "in 5 minutes". Both are in ms. */
export function aheadOf(time: number, now: number): string {
  const left = Math.max(0, time - now);
  const fit = units.find(({ from }) => left >= from);
  return fit === undefined ? 'in less than a minute' : words.format(Math.floor(left / fit.ms), fit.unit);
}

/** A duration in ms in words, such as "1.4 s". */
export function durationOf(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
