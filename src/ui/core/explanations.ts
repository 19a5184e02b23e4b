import type { AutomationExplanation } from '../../core/views/explanation-view.ts';

/** The API's explanation of one automation, which omits empty fields. */
export type SparseExplanation = Pick<AutomationExplanation, 'automation' | 'verdict'> & Partial<AutomationExplanation>;

/** Explanations in the order in which a person looks for them; what failed is as near as a near miss. */
export function sortedExplanations(all: readonly SparseExplanation[]) {
  const isNear = ({ verdict, nearMisses = [] }: SparseExplanation) => verdict === 'error' || nearMisses.length > 0;
  return {
    matches: all.filter(({ verdict }) => verdict === 'match'),
    near: all.filter((one) => one.verdict !== 'match' && isNear(one)),
    others: all.filter((one) => one.verdict !== 'match' && !isNear(one)),
  };
}
