/** How a list is paged: `next` goes into `cursor` of the following request; null on the last page. */
export type PageOf<Name extends string, Row> = { ok: true; next: string | null } & Record<Name, Row[]>;
