import type { Automation } from '../automation.ts';
import { combinatorOf, expressionsOf } from '../expression/conditions.ts';
import type { Jq } from '../expression/expression.ts';
import { rewriteQuotes } from '../expression/quotes.ts';
import type { Range } from '../issue/issue.ts';
import { match } from '../match/match.ts';
import { indexTriggers } from '../match/trigger-index.ts';
import { parseJq } from '../syntax/parser.ts';
import type { Definition } from '../validate/validate.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import type { Case } from './read-test-file.ts';

/** A changed condition that all tests accept: where it is, and the text with the change. */
export type Survivor = { automation: string; file: string; range: Range; before: string; after: string; text: string };

/** How many changes of conditions the tests notice; `left` were not tried in time. */
export type MutationScore = { killed: number; survivors: Survivor[]; left: number };

/** A definition whose tests all pass, with these tests. */
export type TestedDefinition = { definition: Definition; cases: readonly Case[] };

/** When to stop, and a callback for the progress. */
export type MutationOptions = { isOver: () => boolean; onProgress: (done: number, all: number) => void };

/** How many mutants are tried in one call of jq. */
const atOnce = 50;

type MutatedAutomation = { subject: TestedDefinition; survivor: Survivor; automation: Automation };

/** Changes conditions one place at a time and finds the changes that no test notices, with the production evaluator. */
export async function mutate(
  subjects: readonly TestedDefinition[],
  jq: Jq,
  { isOver, onProgress }: MutationOptions,
): Promise<MutationScore> {
  const made: MutatedAutomation[] = [];
  for (const subject of subjects) made.push(...(await mutantsOfDefinition(subject, jq)));
  const score: MutationScore = { killed: 0, survivors: [], left: 0 };
  let done = 0;
  for (const subject of subjects) {
    const own = made.filter((one) => one.subject === subject);
    for (let at = 0; at < own.length; at += atOnce) {
      const some = own.slice(at, at + atOnce);
      if (isOver()) {
        score.left += some.length;
        continue;
      }
      const survivors = await survivorsOf(subject, some, jq);
      score.survivors.push(...survivors);
      score.killed += some.length - survivors.length;
      done += some.length;
      onProgress(done, made.length);
    }
  }
  return score;
}

async function mutantsOfDefinition(subject: TestedDefinition, jq: Jq): Promise<MutatedAutomation[]> {
  const { automation, file, places } = subject.definition;
  const { condition } = automation.trigger;
  const expressions = expressionsOf(condition);
  if (!condition || subject.cases.length === 0) return [];
  const found = expressions.flatMap((expression, index) => {
    // Quotes are rewritten only where the expression does not compile as written.
    const source = parseJq(expression).ok ? expression : rewriteQuotes(expression);
    return mutantsOf(source).map((mutant) => ({ index, mutant }));
  });
  const problems = await jq.compile(found.map(({ mutant }) => mutant.text));
  const changed = (other: typeof condition): Automation => ({
    ...automation,
    publish: true,
    trigger: { ...automation.trigger, condition: other },
  });
  const survivor = (range: Range, { before, after, text }: Pick<Mutant, 'before' | 'after' | 'text'>): Survivor => ({
    automation: automation.identifier,
    file,
    range,
    before,
    after,
    text,
  });
  const mutants = found.flatMap(({ index, mutant }, at): MutatedAutomation[] => {
    if (problems[at]) return [];
    const range = places.within(['trigger', 'condition', 'expressions', index], mutant.start, mutant.end);
    const other = expressions.map((expression, place) => (place === index ? mutant.text : expression));
    return [
      {
        subject,
        survivor: survivor(range, mutant),
        automation: changed({ ...condition, expressions: other as [string, ...string[]] }),
      },
    ];
  });
  if (expressions.length < 2) return mutants;
  const before = combinatorOf(condition);
  const after = before === 'and' ? 'or' : 'and';
  const range = places.range(['trigger', 'condition', ...(condition.combinator ? ['combinator'] : ['expressions'])]);
  const combined = survivor(range, { before, after, text: `combinator: ${after}` });
  return [...mutants, { subject, survivor: combined, automation: changed({ ...condition, combinator: after }) }];
}

/** Every mutant gets an identifier of its own, so that one call tries them all. */
async function survivorsOf(
  { cases }: TestedDefinition,
  mutants: readonly MutatedAutomation[],
  jq: Jq,
): Promise<Survivor[]> {
  const named = mutants.map(({ automation }, index) => ({ ...automation, identifier: String(index) }));
  const events = cases.map(({ event }) => event);
  const matches = await match(indexTriggers(named), events, jq);
  const verdicts = matches.map((found) => new Map(found.map((one) => [one.automation.identifier, one.verdict])));
  return mutants.flatMap(({ survivor }, index) => {
    const isNoticed = cases.some(({ expect }, at) => (verdicts[at]?.get(String(index)) ?? 'no-match') !== expect);
    return isNoticed ? [] : [survivor];
  });
}
