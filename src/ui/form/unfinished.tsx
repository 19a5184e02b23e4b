import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { UnfinishedField } from '../core/draft.ts';

/** The fields whose text is not a value yet: each of them says so, whichever tab was open meanwhile. */
export const Unfinished = createContext<readonly UnfinishedField[]>([]);

/** Why the text of a field is not a value; null if it is one. */
export function useProblem(title: string, text: string): string | null {
  return useContext(Unfinished).find((field) => field.text === text && field.title === title)?.problem ?? null;
}

/** Says why the text of a field is not a value, if so. */
export function Problem({ title, text }: { title: string; text: string }) {
  const problem = useProblem(title, text);
  if (problem === null) return null;
  return (
    <p class="problem" role="alert">
      <bdi>{problem}</bdi>
    </p>
  );
}
