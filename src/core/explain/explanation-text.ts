import { redactText } from '../secrets/redact-text.ts';
import { fieldPath } from '../source/field-path.ts';
import { visibleJson } from '../source/look-alike.ts';
import type {
  AutomationExplanation,
  EvaluationOutcome,
  ExplainedCondition,
  ExplainedStep,
  NearMiss,
  RestOfItems,
  RestOutcome,
} from '../views/explanation-view.ts';
import { decidesAlone } from './decided.ts';
import { oneLine, writtenLines } from './written.ts';

const marks = { pass: '✔', fail: '✘', error: '!' } as const;

/** Longer values are cut; more so where a value only says which one is meant. */
const maxValue = 200;
const maxItem = 60;

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
    const [first, ...others] = writtenLines(expression);
    const evaluated = rewritten === undefined ? '' : ` (evaluated as ${oneLine(rewritten)})`;
    const mark = outcome.type === 'skipped' ? '·' : marks[verdict];
    const decided = index === decisive ? '  ◀ decides' : '';
    const result = `${evaluated}  →  ${verdictText(outcome)}${decided}`;
    return [
      // The last of several lines may end with a comment, so what they come to is not written behind it.
      ...(others.length === 0 ? [`${mark} ${first}${result}`] : [`${mark} ${first}`, ...others, ` ${result}`]),
      ...(step ? stepLines(step).map(indented) : []),
    ];
  });
}

/** The result of a condition. Most authors expect true or false, so for other values it says how they are treated. */
export function verdictText(outcome: EvaluationOutcome): string {
  if (outcome.type !== 'value' || typeof outcome.value === 'boolean') return outcomeText(outcome);
  return `${shown(outcome.value, maxItem)}, which counts as ${outcome.value === null ? 'false' : 'true'}`;
}

/** The steps below a step; a path has none, and literals speak for themselves. */
function stepLines(step: ExplainedStep): string[] {
  const steps = shownSteps(step);
  const decisive = decisiveStep(step, steps);
  const lines = steps.flatMap((child) => {
    const mark = isMarked(step, child) ? `${markOf(child.outcome)} ` : '';
    const decided = child === decisive ? '  ◀ decides' : '';
    return [`${mark}${stepText(child)}${decided}`, ...stepLines(child).map(indented)];
  });
  return step.rest ? [...lines, restText(step.rest)] : lines;
}

const restWords = {
  true: 'true',
  false: 'false',
  nothing: 'without output',
  error: 'with an error',
  value: 'with another value',
} as const satisfies Record<RestOutcome, string>;

/** The values that are not listed, in words, such as `27 more, all false`. */
export function restText({ count, outcomes, where, isCut }: RestOfItems): string {
  const [only, ...others] = outcomes.map((one) => ({ count: one.count, word: restWords[one.outcome] }));
  const came = others.length > 0 ? [only, ...others].map((one) => `${one?.count} ${one?.word}`).join(', ') : only?.word;
  const what = `${count} ${where === 'before' ? 'before it' : 'more'}`;
  const summary = others.length > 0 ? `${what}: ${came}` : `${what}, ${count === 1 ? '' : 'all '}${came}`;
  const cut = 'the items after them were not evaluated';
  if (count === 0) return `and more; ${cut}`;
  return isCut ? `${summary}; ${cut}` : summary;
}

/** The steps below a step that tell its reader something new. */
export function shownSteps({ steps }: ExplainedStep): readonly ExplainedStep[] {
  const seen = new Set<string>();
  return steps.filter((child) => {
    const line = stepText(child);
    // The line above already says what `.` is.
    if (seen.has(line) || child.text === '.') return false;
    seen.add(line);
    return true;
  });
}

/** True for steps whose truth counts, and not only their value. */
function isMarked({ kind }: ExplainedStep, { item }: ExplainedStep): boolean {
  if (kind === 'any' || kind === 'all') return item !== undefined;
  return kind === 'and' || kind === 'or' || kind === 'if' || kind === 'select';
}

/** The first step that alone decides, if there are several. */
function decisiveStep(step: ExplainedStep, steps: readonly ExplainedStep[]): ExplainedStep | undefined {
  const { kind, outcome, decides } = step;
  if (!decides) return undefined;
  if (kind === 'any' || kind === 'all') {
    const isDecided = outcome.type === 'value' && outcome.value === (kind === 'any');
    const isDecider = (child: ExplainedStep) => child.item !== undefined && decidesAlone(child.outcome, kind);
    return isDecided ? steps.find(isDecider) : undefined;
  }
  return kind === 'and' || kind === 'or' || kind === 'if' ? steps.find((child) => child.decides) : undefined;
}

/** One step in words, with its value and without the steps below it. */
export function stepText({ kind, text, outcome, missing, nullAt, item }: ExplainedStep): string {
  const written = `${item === undefined ? '' : `for ${shown(item, maxItem)}: `}${oneLine(text)}`;
  if (missing) return `${written} does not exist${nullAt === undefined ? '' : `, because ${nullAt} is null`}`;
  return kind === 'path' && outcome.type === 'value'
    ? `${written} is ${outcomeText(outcome)}`
    : `${written}  →  ${outcomeText(outcome)}`;
}

function markOf(outcome: EvaluationOutcome): string {
  if (outcome.type === 'skipped') return '·';
  if (outcome.type !== 'value') return outcome.type === 'values' ? '·' : marks.error;
  return outcome.value === null || outcome.value === false ? marks.fail : marks.pass;
}

/** The result of an evaluation in words; secrets are redacted and long values cut. */
export function outcomeText(outcome: EvaluationOutcome): string {
  if (outcome.type === 'skipped') return 'not evaluated';
  if (outcome.type === 'nothing') return 'no output';
  if (outcome.type === 'error') return `error: ${redactText(outcome.message)}`;
  if (outcome.type === 'value') return shown(outcome.value);
  return [...outcome.values.map((value) => shown(value, maxItem)), ...(outcome.isCut ? ['…'] : [])].join(', ');
}

function shown(value: unknown, limit = maxValue): string {
  const text = visibleJson(redactText(JSON.stringify(value)));
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

function nearMissLines({ message, corrections }: NearMiss): string[] {
  const changes = corrections.map(({ at, before, after }) => {
    const isExpression = at.includes('expressions');
    return isExpression
      ? `  it matches with: ${oneLine(String(after))}`
      : `  it matches with ${fieldPath(at)}: ${shown(after)} instead of ${shown(before)}`;
  });
  return [`Near miss: ${redactText(message)}`, ...changes];
}

function indented(line: string): string {
  return `    ${line}`;
}
