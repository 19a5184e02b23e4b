/** Text as a text column can keep it: Postgres has no NUL there. A `json` column keeps its escape. */
export function plain(text: string): string {
  return text.replaceAll('\u0000', '');
}
