import { useState } from 'preact/hooks';
import { messageOf } from '../../core/error.ts';
import { noteRefusal } from './session.ts';

/** An action that a button triggers in the service. */
export type Action = {
  busy: boolean;
  /** Why it was not done. */
  problem: string | null;
  /** Does it, one at a time; true when it was done. */
  act(work: () => Promise<unknown>): Promise<boolean>;
};

/** Runs a button's action, and keeps the service's refusal. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  return {
    busy,
    problem,
    async act(work) {
      if (busy) return false;
      setBusy(true);
      setProblem(null);
      try {
        await work();
        return true;
      } catch (error) {
        noteRefusal(error);
        setProblem(messageOf(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
