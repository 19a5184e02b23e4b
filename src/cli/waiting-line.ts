import type { CliWorld } from './cli-world.ts';

/** Once a wait is this long, ms, it is worth a line where no line can renew itself. */
const quietMs = 1_000;

/** Says on standard error that a run is waited for: in one line that renews itself, or once where there is no terminal. */
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
