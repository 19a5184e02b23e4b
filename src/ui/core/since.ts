const hour = 3_600_000;
const spans = { hour, day: 24 * hour, week: 168 * hour } as const;

/** The choices of how far back a list goes, as the address holds them. */
export const sinceChoice = {
  name: 'since',
  label: 'Time',
  options: [
    { value: 'hour', title: 'Last hour' },
    { value: 'day', title: 'Last 24 hours' },
    { value: 'week', title: 'Last 7 days' },
  ],
};

/** The path of a list with `since` as the time that it means now, which the API calls `from`. `now` is in ms. */
export function withSince(path: string, now: number): string {
  const [base = '', query = ''] = path.split('?');
  const params = new URLSearchParams(query);
  const since = params.get('since');
  params.delete('since');
  if (since === 'hour' || since === 'day' || since === 'week') {
    params.set('from', new Date(now - spans[since]).toISOString());
  }
  return `${base}?${params}`;
}
