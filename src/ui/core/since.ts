const hour = 3_600_000;
const spans = { hour, day: 24 * hour, week: 168 * hour } as const;

/** The value of `since` for a time that is typed, in `from` and `to`. */
export const between = 'between';

/** The choices of how far back a list goes, as the address holds them. */
export const sinceChoice = {
  name: 'since',
  label: 'Time',
  options: [
    { value: 'hour', title: 'Last hour' },
    { value: 'day', title: 'Last 24 hours' },
    { value: 'week', title: 'Last 7 days' },
    { value: between, title: 'From … to …' },
  ],
};

/** The time that a choice means now (RFC 3339); null when it means none. `now` is in ms. */
export function sinceTime(since: string, now: number): string | null {
  if (since !== 'hour' && since !== 'day' && since !== 'week') return null;
  return new Date(now - spans[since]).toISOString();
}

/** The path of a list with `since` as the time that it means now, which the API calls `from`. `now` is in ms. */
export function withSince(path: string, now: number): string {
  const [base = '', query = ''] = path.split('?');
  const params = new URLSearchParams(query);
  const from = sinceTime(params.get('since') ?? '', now);
  params.delete('since');
  if (from !== null) params.set('from', from);
  return `${base}?${params}`;
}

/** A time in the format of a date and time field, in the reader's time zone; empty for none. */
export function localTime(iso: string | undefined): string {
  const at = new Date(iso ?? '');
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Converts the value of a date and time field to RFC 3339; empty for an empty field. */
export function isoTime(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
