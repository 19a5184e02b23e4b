import { type JqSite, jqSites } from '../definition/jq-sites.ts';
import type { Jq, JqProblem } from '../expression/expression.ts';
import { type JqHint, jqHint } from '../expression/hints.ts';
import { lossyLiterals } from '../expression/lossy-literals.ts';
import { rewriteQuotes } from '../expression/quotes.ts';
import type { Json } from '../json.ts';
import type { Problem } from '../source/place-finding.ts';

/** What jq says of an expression: it compiles (perhaps only after Port's quote rewriting), or why it does not. */
export type Verdict =
  | { type: 'fine' }
  | { type: 'quotes'; rewritten: string }
  | { type: 'broken'; problem: JqProblem; hint: JqHint | null; fixed?: string };

/** The verdict on an expression by its text. */
export type Verdicts = ReadonlyMap<string, Verdict>;

/** The jq of one definition, and what is wrong with it. */
export type CheckedJq = { sites: readonly JqSite[]; problems: Problem[] };

/**
 * All jq in many definitions and its problems, in the order of the definitions. Every expression is compiled once, all of them in
 * one batch; what does not compile is tried a second time as Port would rewrite it, or as its author may have meant it.
 */
export async function checkJq(definitions: readonly Json[], jq: Pick<Jq, 'compile'>): Promise<CheckedJq[]> {
  const found = definitions.map(jqSites);
  const verdicts = await compileAll(new Set(found.flatMap(({ sites }) => sites.map((site) => site.expression))), jq);
  return found.map(({ sites, flaws }) => ({
    sites,
    problems: [
      ...flaws.map(({ message, path, part, offset }): Problem => {
        return { code: 'template/stray-braces', message, path, part, span: { start: offset, end: offset + 2 } };
      }),
      ...sites.flatMap((site) => siteProblem(site, verdicts.get(site.expression)) ?? []),
      ...lossyLiterals(sites),
    ],
  }));
}

async function compileAll(expressions: ReadonlySet<string>, jq: Pick<Jq, 'compile'>): Promise<Verdicts> {
  const texts = [...expressions];
  const answers = await jq.compile(texts);
  const verdicts = new Map<string, Verdict>();
  const retries: { text: string; problem: JqProblem; hint: JqHint | null; attempt: string }[] = [];
  texts.forEach((text, index) => {
    const problem = answers[index];
    if (!problem) {
      verdicts.set(text, { type: 'fine' });
      return;
    }
    const hint = jqHint(text, problem);
    const rewritten = rewriteQuotes(text);
    const attempt = rewritten === text ? hint?.fixed : rewritten;
    verdicts.set(text, { type: 'broken', problem, hint });
    if (attempt !== undefined) retries.push({ text, problem, hint, attempt });
  });
  if (retries.length === 0) return verdicts;
  const again = await jq.compile(retries.map((retry) => retry.attempt));
  retries.forEach(({ text, problem, hint, attempt }, index) => {
    const second = again[index];
    if (rewriteQuotes(text) !== text) {
      // Quote rewriting keeps every character's offset, so jq's place holds for the text as written.
      verdicts.set(text, second ? { type: 'broken', problem: second, hint } : { type: 'quotes', rewritten: attempt });
    } else if (!second) {
      verdicts.set(text, { type: 'broken', problem, hint, fixed: attempt });
    }
  });
  return verdicts;
}

function siteProblem(site: JqSite, verdict: Verdict | undefined): Problem | null {
  if (!verdict || verdict.type === 'fine') return null;
  const { kind, expression, path, part, start } = site;
  const whole = trimmed(expression, start);
  if (verdict.type === 'quotes') {
    const message =
      'jq has no single quotes; they are replaced here as Port does it, but write double quotes yourself.';
    const replacement = verdict.rewritten.trim();
    return { code: 'jq/single-quotes', message, path, part, span: whole, replacement };
  }
  const { problem, hint, fixed } = verdict;
  const reason = hint?.message ?? problem.message.replace(/[.\s]+$/, '');
  const message =
    kind === 'condition'
      ? `This condition is not valid jq: ${reason}.`
      : `This template is not valid jq and renders as null: ${reason}.`;
  const code = kind === 'condition' ? 'jq/condition' : 'jq/template';
  if (fixed !== undefined) return { code, message, path, part, span: whole, replacement: fixed.trim() };
  return { code, message, path, part, span: placeOf(expression, start, problem, hint) ?? whole };
}

function placeOf(expression: string, start: number, problem: JqProblem, hint: JqHint | null) {
  if (hint) return { start: start + hint.start, end: start + hint.start + hint.length };
  if (problem.offset === undefined) return null;
  // An expression that ends too early is marked at its last character, not behind it.
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
