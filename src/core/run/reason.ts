import { verdictOf } from '../expression/conditions.ts';
import type { JsonObject } from '../json.ts';
import type { Reason } from '../match/match.ts';

/** The reasons for a verdict in the format of the API and the database. */
export function reasonView(why: readonly Reason[]): JsonObject[] {
  return why.map(({ expression, rewritten, result, decides }) => {
    const view: JsonObject = { expression, decides };
    if (rewritten !== undefined) view.rewritten = rewritten;
    if (result === undefined) view.skipped = true;
    else if (!result.ok) view.error = result.error;
    else if (result.value === undefined) view.error = noOutput;
    else view.value = result.value;
    return view;
  });
}

/** The expressions that failed and their errors, as one sentence. */
export function failuresOf(why: readonly Reason[]): string {
  return why
    .flatMap(({ expression, result }) => {
      if (result === undefined || verdictOf(result) !== 'error') return [];
      return [`${expression}: ${result.ok ? noOutput : result.error}`];
    })
    .join('; ');
}

const noOutput = 'the expression returned no output';
