import type { Severity } from '../issue/issue.ts';
import type { Finding } from '../source/place-finding.ts';
import type { ConclusionRule, ReadSite, Rule, Subject } from './rule.ts';

/** A finding with the rule that made it, and the severity that it has here. */
export type RuleFinding = { rule: Rule; finding: Finding; severity: Severity };

/**
 * Draws the conclusion from the judgement of an automation's condition. Findings that make it pass never or always
 * become errors and say so; if none explains it, the condition itself is reported. So each cause gives one issue.
 */
export function withConclusions(
  subject: Subject,
  found: readonly { rule: Rule; finding: Finding }[],
  rules: readonly ConclusionRule[],
): RuleFinding[] {
  const { passes, deciding, neutral } = subject.judgement;
  // The fast path for nearly every automation.
  if (passes === null && neutral.length === 0) return found.map(asFound);
  const isAt = (site: ReadSite, { rule, finding }: { rule: Rule; finding: Finding }) =>
    rule.isCause === true &&
    finding.path.length === site.path.length &&
    finding.path.at(-1) === site.path.at(-1) &&
    finding.path[0] === 'trigger';
  const explained = new Set(subject.conditions.filter((site) => found.some((one) => isAt(site, one))));
  const causes = new Set(passes === null ? [] : found.filter((one) => deciding.some((site) => isAt(site, one))));
  const concluded = found.map((one): RuleFinding => {
    if (!causes.has(one)) return asFound(one);
    const message = `${one.finding.message} ${consequence(passes)}`;
    return { rule: one.rule, finding: { ...one.finding, message }, severity: 'error' };
  });
  const conclusions = rules.flatMap((rule) =>
    rule
      .conclude(subject, (site) => explained.has(site))
      .map((finding): RuleFinding => ({ rule, finding, severity: rule.severity })),
  );
  return [...concluded, ...conclusions];
}

function asFound({ rule, finding }: { rule: Rule; finding: Finding }): RuleFinding {
  return { rule, finding, severity: finding.severe ? 'error' : rule.severity };
}

function consequence(passes: 'never' | 'always' | null): string {
  return passes === 'never' ? 'The automation never fires.' : 'The condition is true for every event.';
}
