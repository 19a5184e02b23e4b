import type { CliWorld } from './cli-world.ts';

/** How long a wait must be before it gets a line where lines cannot be updated, ms. */
const quietMs = 1_000;

/**
 * Says on standard error that the command is waiting for a run: in one line that is updated, or once if there is no
 * terminal.
 */
export type WaitingLine = { onWait(phase: string): void; end(): void };

/** Opens the line for one run; `seconds`: how long it is waited for. */
export function createWaitingLine(
  { showProgress, printError, isErrorTerminal }: Pick<CliWorld, 'showProgress' | 'printError' | 'isErrorTerminal'>,
  { id, automation }: { id: string; automation: string },
  seconds: number,
  now: () => number = () => performance.now(),
): WaitingLine {
  const started = now();
  let isSaid = false;
  return {
    onWait(phase) {
      const waited = now() - started;
      if (isErrorTerminal) showProgress(`${automation}  ${id}  ${phase}, ${Math.floor(waited / 1000)} of ${seconds} s`);
      else if (!isSaid && waited >= quietMs) {
        isSaid = true;
        printError(`Waiting for ${id} of ${automation} (${phase}), up to ${seconds} s …`);
      }
    },
    end() {
      if (isErrorTerminal) showProgress('');
    },
  };
}
