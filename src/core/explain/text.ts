import { redactText } from '../secrets/redact-text.ts';
import type {
  AutomationExplanation,
  ExplainedCondition,
  ExplainedStep,
  NearMiss,
  Outcome,
} from '../views/explanation.ts';

const marks = { pass: '✔', fail: '✘', error: '!' } as const;

/** Longer values are cut. */
const maxValue = 200;

/** Writes an explanation for people, without its headline and request: terminals, comments and reports show the same. */
export function explanationLines(view: AutomationExplanation): string[] {
  const reasons = view.because === undefined ? conditionLines(view.conditions) : [view.because];
  return [...reasons, ...view.nearMisses.flatMap(nearMissLines)];
}

/** Writes expressions with the values that decided them; the first that decides is marked when there are several. */
export function conditionLines(conditions: readonly ExplainedCondition[]): string[] {
  if (conditions.length === 0) return ['It has no conditions, so it matches every event of its trigger.'];
  const decisive = conditions.length > 1 ? conditions.findIndex(({ decides }) => decides) : -1;
  return conditions.flatMap(({ expression, rewritten, verdict, outcome, step }, index) => {
    const written = oneLine(expression);
    const evaluated = rewritten === undefined ? written : `${written} (evaluated as ${oneLine(rewritten)})`;
    const mark = outcome.type === 'skipped' ? '·' : marks[verdict];
    const decided = index === decisive ? '  ◀ decides' : '';
    return [
      `${mark} ${evaluated}  →  ${outcomeText(outcome)}${decided}`,
      ...(step ? stepLines(step).map(indented) : []),
    ];
  });
}

/** The steps below a step; a path has none, and literals speak for themselves. */
function stepLines(step: ExplainedStep): string[] {
  const isLogical = step.kind === 'and' || step.kind === 'or';
  const decisive = isLogical ? step.steps.findIndex(({ decides }) => decides) : -1;
  const seen = new Set<string>();
  return step.steps.flatMap((child, index) => {
    const line = stepText(child);
    if (seen.has(line)) return [];
    seen.add(line);
    const decided = index === decisive && step.decides ? '  ◀ decides' : '';
    return [`${isLogical ? `${markOf(child.outcome)} ` : ''}${line}${decided}`, ...stepLines(child).map(indented)];
  });
}

/** One step in words, with its value and without the steps below it. */
export function stepText({ kind, text, outcome, missing }: ExplainedStep): string {
  const written = oneLine(text);
  if (missing) return `${written} does not exist`;
  return kind === 'path' && outcome.type === 'value'
    ? `${written} is ${outcomeText(outcome)}`
    : `${written}  →  ${outcomeText(outcome)}`;
}

function markOf(outcome: Outcome): string {
  if (outcome.type === 'skipped') return '·';
  if (outcome.type !== 'value') return outcome.type === 'values' ? '·' : marks.error;
  return outcome.value === null || outcome.value === false ? marks.fail : marks.pass;
}

/** What an evaluation came to, in words; secrets are hidden and long values cut. */
export function outcomeText(outcome: Outcome): string {
  if (outcome.type === 'skipped') return 'not evaluated';
  if (outcome.type === 'nothing') return 'no output';
  if (outcome.type === 'error') return `error: ${redactText(outcome.message)}`;
  return outcome.type === 'value' ? shown(outcome.value) : outcome.values.map(shown).join(', ');
}

function shown(value: unknown): string {
  const text = redactText(JSON.stringify(value));
  return text.length > maxValue ? `${text.slice(0, maxValue)}…` : text;
}

function nearMissLines({ message, corrections }: NearMiss): string[] {
  const changes = corrections.map(({ at, before, after }) => {
    const isExpression = at.includes('expressions');
    return isExpression
      ? `  it matches with: ${oneLine(String(after))}`
      : `  it matches with ${at.join('.')}: ${shown(after)} in place of ${shown(before)}`;
  });
  return [`Near miss: ${redactText(message)}`, ...changes];
}

function indented(line: string): string {
  return `    ${line}`;
}

function oneLine(expression: string): string {
  return expression.trim().replaceAll(/\s+/g, ' ');
}
