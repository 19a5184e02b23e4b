/** The kinds of objects whose changes `GET /v1/live` announces. */
export type ChangedKind = 'run' | 'event' | 'automation' | 'audit' | 'entity' | 'target' | 'bulk';

/** What changed, such as `run:r_1` or `entity:service/checkout`; `*`: anything may have, so read all again. */
export type Changed = `${ChangedKind}:${string}` | '*';
