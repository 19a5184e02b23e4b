import { contradict, denialsOf } from '../expression/comparison.ts';
import { isFalsy, isTruthy } from '../types/type.ts';
import type { ReadSite } from './rule.ts';

/**
 * What is certain about a condition: whether no event passes it, or every event. `deciding` are the expressions that
 * make it so; none if they only contradict each other. `neutral` are those that have no effect, because they are always
 * true or always false and the others decide.
 */
export type Judgement = {
  passes: 'never' | 'always' | null;
  deciding: readonly ReadSite[];
  neutral: readonly ReadSite[];
};

const open: Judgement = { passes: null, deciding: [], neutral: [] };

/** Whether an expression passes for every event or for none; an error does not pass. */
function certainty({ typed, demands, node }: ReadSite): 'never' | 'always' | null {
  if (!typed || !node) return null;
  const { type, fails, empties } = typed.outcome;
  if (!fails && !empties && contradict(denialsOf(node))) return 'always';
  if (!isTruthy(type) || contradict(demands)) return 'never';
  return isFalsy(type) || fails || empties ? null : 'always';
}

/** True if one of the expressions always passes, as with `.a != "x"` and `.a != "y"`; none may end in an error. */
function isEitherTrue(conditions: readonly ReadSite[]): boolean {
  const denials = conditions.flatMap(({ typed, node }) =>
    !typed || !node || typed.outcome.fails || typed.outcome.empties ? null : denialsOf(node),
  );
  return denials.every((one) => one !== null) && contradict(denials);
}

/** Combines what is certain about the expressions of a condition. */
export function judge(conditions: readonly ReadSite[], combinator: 'and' | 'or'): Judgement {
  if (conditions.length === 0) return open;
  const decisive = combinator === 'and' ? 'never' : 'always';
  const deciding: ReadSite[] = [];
  const neutral: ReadSite[] = [];
  for (const site of conditions) {
    const passes = certainty(site);
    if (passes === decisive) deciding.push(site);
    else if (passes !== null) neutral.push(site);
  }
  if (deciding.length > 0) return { passes: decisive, deciding, neutral: [] };
  const isContradiction =
    combinator === 'and' && conditions.length > 1 && contradict(conditions.flatMap(({ demands }) => demands));
  if (isContradiction) return { passes: 'never', deciding: [], neutral: [] };
  if (combinator === 'or' && conditions.length > 1 && isEitherTrue(conditions)) {
    return { passes: 'always', deciding: [], neutral: [] };
  }
  if (neutral.length < conditions.length) return neutral.length === 0 ? open : { passes: null, deciding: [], neutral };
  return { passes: combinator === 'and' ? 'always' : 'never', deciding: conditions, neutral: [] };
}
