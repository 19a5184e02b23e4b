const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a length of time such as `30s`, `30m`, `24h` or `7d`, in ms; null for any other text. */
export function readDuration(text: string): number | null {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})([smhd])$/.exec(text) ?? [];
  const ms = units[unit];
  return ms === undefined ? null : Number(count) * ms;
}
