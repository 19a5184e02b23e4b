import type { Outcome } from '../../core/run/run.ts';
import type { Call } from '../backend.ts';

/** Something on the provider's side that an attempt may have started. */
export type StartedCandidate = {
  externalId: string;
  link: string;
  /** True: it carries our run's id. False: another run's. Null: it does not show one. */
  named: boolean | null;
};

/** The result of choosing among candidates; `nothing`: certainly none was started; `undecided`: not clear (yet). */
export type StartedChoice<C> =
  | { type: 'found'; candidate: C }
  | { type: 'nothing' }
  | { type: 'undecided'; message: string };

/** How far our clock and the provider's may differ, ms. */
export const clockSkew = 60_000;

/** How long the provider may take to list what it started, ms; before that an empty list proves nothing. */
const settling = 60_000;

/**
 * Finds what an attempt without a clear answer started. A candidate with our run's id is certain; otherwise it must be
 * the only one that belongs to no other run, with no other run's attempt at the same target in doubt. `kind` names what
 * is searched for, e.g. `workflow runs`.
 */
export async function chooseStarted<C extends StartedCandidate>(
  call: Call & { sentAt: number },
  target: string,
  kind: string,
  candidates: readonly C[],
): Promise<StartedChoice<C>> {
  const { claims, now } = call.services;
  const taken = await claims.taken(candidates.map(({ externalId }) => externalId));
  const free = candidates.filter(({ externalId, named }) => named !== false && !taken.includes(externalId));
  const named = free.filter((one) => one.named === true);
  if (named[0] && named.length === 1) return { type: 'found', candidate: named[0] };
  const [only, ...more] = free;
  if (only === undefined) {
    if (now() - call.sentAt >= settling) return { type: 'nothing' };
    return { type: 'undecided', message: `There are no such ${kind} yet; what was started may still appear.` };
  }
  if (await claims.contested(call.runId, target, call.sentAt - clockSkew)) {
    const message = `Another automation has an unconfirmed attempt at ${target}, so its ${kind} cannot be distinguished.`;
    return { type: 'undecided', message };
  }
  if (more.length > 0) {
    const links = free.slice(0, 5).map(({ link }) => link);
    return {
      type: 'undecided',
      message: `${free.length} ${kind} could be the one that was started: ${links.join(', ')}.`,
    };
  }
  return { type: 'found', candidate: only };
}

/** The outcome of an inconclusive search, which is repeated later. */
export const undecided = (message: string): Outcome => ({ type: 'unknown', message });
