import { callServer, type Server } from '../client/server/call.ts';
import type { PausesView, PauseView } from '../core/views/pause-view.ts';
import { count } from '../report/plurals.ts';

/** Fetches the pauses; a server older than this client does not count held runs. */
export async function readPauses(server: Server): Promise<PausesView> {
  const { pauses, heldRuns } = await callServer(server, '/v1/pauses');
  const list = (Array.isArray(pauses) ? pauses : []) as unknown as PauseView[];
  return { pauses: list, heldRuns: typeof heldRuns === 'number' ? heldRuns : 0 };
}

/** A line for each pause, and one for the runs that they hold. */
export function pauseLines({ pauses, heldRuns }: PausesView): string[] {
  const held = heldRuns === 0 ? [] : [`${count(heldRuns, 'run')} ${heldRuns === 1 ? 'is' : 'are'} held.`];
  return [...pauses.map(pauseLine), ...held];
}

/** One line on a pause: what is paused, by whom, since when and why. */
export function pauseLine({ kind, name, by, since, until, reason }: PauseView): string {
  const end = until === null ? '' : ` until ${until}`;
  return `paused  ${kind} ${name}  by ${by ?? 'someone'} since ${since}${end}: ${reason}`;
}
