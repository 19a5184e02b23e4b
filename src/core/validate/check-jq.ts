import { type JqSite, jqSites } from '../definition/jq-sites.ts';
import type { CompileFailure, Jq } from '../expression/expression.ts';
import { jqHint } from '../expression/hints.ts';
import type { JqHint } from '../expression/jq-hint.ts';
import { lossyLiterals } from '../expression/lossy-literals.ts';
import { rewriteQuotes } from '../expression/quotes.ts';
import type { Json } from '../json.ts';
import type { CodedFinding } from '../source/place-finding.ts';

/** Whether an expression compiles: as written, only after Port's rewriting of quotes, or not at all. */
export type JqCheck =
  | { type: 'fine' }
  | { type: 'quotes'; rewritten: string }
  | { type: 'broken'; problem: CompileFailure; hint: JqHint | null; fixed?: string };

/** Compile results by expression. */
export type JqChecks = ReadonlyMap<string, JqCheck>;

/** The jq expressions of a definition, and the findings about them. */
export type CheckedJq = { sites: readonly JqSite[]; findings: CodedFinding[] };

/**
 * Checks the jq expressions of many definitions; the results are in the same order. All expressions are compiled in one
 * batch, each once; what does not compile is tried again as Port would rewrite it, or as its author may have meant it.
 */
export async function checkJq(definitions: readonly Json[], jq: Pick<Jq, 'compile'>): Promise<CheckedJq[]> {
  const found = definitions.map(jqSites);
  const checks = await compileAll(new Set(found.flatMap(({ sites }) => sites.map((site) => site.expression))), jq);
  return found.map(({ sites, braceFindings }) => ({
    sites: withBroken(sites, checks),
    findings: [
      ...braceFindings.map(({ message, path, part, offset }): CodedFinding => {
        return { code: 'template/stray-braces', message, path, part, span: { start: offset, end: offset + 2 } };
      }),
      ...sites.flatMap((site) => jqFinding(site, checks.get(site.expression)) ?? []),
      ...lossyLiterals(sites),
    ],
  }));
}

/** Marks the sites that do not compile; nearly always there are none. */
function withBroken(sites: readonly JqSite[], checks: JqChecks): readonly JqSite[] {
  const isBroken = ({ expression }: JqSite) => checks.get(expression)?.type === 'broken';
  return sites.some(isBroken)
    ? sites.map((site) => (isBroken(site) ? { ...site, isBroken: true as const } : site))
    : sites;
}

async function compileAll(expressions: ReadonlySet<string>, jq: Pick<Jq, 'compile'>): Promise<JqChecks> {
  const texts = [...expressions];
  const answers = await jq.compile(texts);
  const checks = new Map<string, JqCheck>();
  const retries: { text: string; rewritten?: string; fixed?: string; problem: CompileFailure }[] = [];
  texts.forEach((text, index) => {
    const problem = answers[index];
    if (!problem) {
      checks.set(text, { type: 'fine' });
      return;
    }
    const hint = jqHint(text, problem);
    const rewritten = rewriteQuotes(text);
    const fixed = hint?.fixed;
    checks.set(text, { type: 'broken', problem, hint });
    if (rewritten === text && fixed === undefined) return;
    retries.push({ text, problem, ...(rewritten !== text && { rewritten }), ...(fixed !== undefined && { fixed }) });
  });
  if (retries.length === 0) return checks;
  const attempts = [...new Set(retries.flatMap(({ rewritten, fixed }) => [rewritten ?? [], fixed ?? []].flat()))];
  const results = await jq.compile(attempts);
  const again = new Map(attempts.map((attempt, index) => [attempt, results[index]]));
  for (const { text, rewritten, fixed, problem: first } of retries) {
    const second = rewritten === undefined ? first : again.get(rewritten);
    if (!second) {
      checks.set(text, { type: 'quotes', rewritten: rewritten ?? text });
      continue;
    }
    // Rewriting quotes keeps the offset of every character, so jq's position applies to the text as written.
    const isFixed = fixed !== undefined && !again.get(fixed);
    const hint = jqHint(text, isFixed ? first : second);
    checks.set(text, { type: 'broken', problem: second, hint, ...(isFixed && { fixed }) });
  }
  return checks;
}

function jqFinding(site: JqSite, check: JqCheck | undefined): CodedFinding | null {
  if (!check || check.type === 'fine') return null;
  const { kind, expression, path, part, start } = site;
  const whole = trimmed(expression, start);
  if (check.type === 'quotes') {
    const message = 'jq has no single quotes. They are replaced, as in Port, but you should write double quotes.';
    const replacement = check.rewritten.trim();
    return { code: 'jq/single-quotes', message, path, part, span: whole, replacement };
  }
  const { problem, hint, fixed } = check;
  const detail = problem.message === 'The expression is empty.' ? 'it is empty' : problem.message;
  const reason = hint?.message ?? detail.replace(/[.\s]+$/, '');
  const message =
    kind === 'condition'
      ? `This condition is not valid jq: ${reason}.`
      : `This template is not valid jq and renders as null: ${reason}.`;
  const code = kind === 'condition' ? 'jq/condition' : 'jq/template';
  if (site.hasThreeBraces && fixed !== undefined) return { ...threeBraces(site, fixed), code, path, part };
  if (fixed !== undefined) return { code, message, path, part, ...editOf({ expression, fixed, hint }, start) };
  return { code, message, path, part, span: placeOf(expression, start, problem, hint) ?? whole };
}

/** A template in three braces; `fixed` is what belongs between two. */
function threeBraces(
  { expression, start }: JqSite,
  fixed: string,
): Pick<CodedFinding, 'message' | 'span' | 'replacement'> {
  const isObject = fixed.endsWith('} ');
  const reason = isObject
    ? 'the first }} closes it, so an object needs a space between its braces'
    : 'three braces are Handlebars syntax; here, a template has two, and its value is not escaped';
  return {
    message: `This template is not valid jq and renders as null: ${reason}.`,
    span: { start: start - 2, end: start + expression.length + 3 },
    replacement: `{{${fixed}}}`,
  };
}

/**
 * The part of an expression that its correction replaces, at least what the hint is about: a mark at the start of a
 * condition of many lines would not show the mistake.
 */
function editOf(
  { expression, fixed, hint }: { expression: string; fixed: string; hint: JqHint | null },
  start: number,
) {
  let from = 0;
  while (from < fixed.length && expression[from] === fixed[from]) from += 1;
  let rest = 0;
  const shorter = Math.min(expression.length, fixed.length) - from;
  while (rest < shorter && expression.at(-1 - rest) === fixed.at(-1 - rest)) rest += 1;
  let end = expression.length - rest;
  if (hint) [from, end] = [Math.min(from, hint.start), Math.max(end, hint.start + hint.length)];
  // What replaces it must be visible.
  const isBlank = () => fixed.slice(from, fixed.length - (expression.length - end)).trim() === '';
  while (isBlank() && from > 0) from -= 1;
  while (isBlank() && end < expression.length) end += 1;
  const replacement = fixed.slice(from, fixed.length - (expression.length - end));
  return { span: { start: start + from, end: start + end }, replacement };
}

function placeOf(expression: string, start: number, problem: CompileFailure, hint: JqHint | null) {
  if (hint) return { start: start + hint.start, end: start + hint.start + hint.length };
  if (problem.offset === undefined) return null;
  // If an expression ends too early, mark its last character instead of the position after it.
  const offset = Math.max(0, Math.min(problem.offset, expression.trimEnd().length - 1));
  return { start: start + offset, end: start + offset + 1 };
}

function trimmed(expression: string, start: number): { start: number; end: number } {
  const leading = expression.length - expression.trimStart().length;
  const length = expression.trim().length;
  return length === 0
    ? { start, end: start + expression.length }
    : { start: start + leading, end: start + leading + length };
}
