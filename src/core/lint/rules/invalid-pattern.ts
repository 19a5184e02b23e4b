import { patternsIn } from '../patterns.ts';
import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Reports regular expressions that do not compile. */
export const invalidPattern: AutomationRule = {
  code: 'lint/invalid-pattern',
  severity: 'warning',
  isCause: true,
  title: 'A regular expression that does not compile',
  why: 'jq compiles it only when it is used, so the expression is valid, but fails for every event.',
  example: '".diff.after.title | test(\\"(prod\\")"',
  fix: '".diff.after.title | test(\\"\\\\\\\\(prod\\")"',
  check({ sites }, { brokenPatterns }) {
    if (brokenPatterns.size === 0) return [];
    return sites.flatMap((site) => {
      const patterns = site.node ? patternsIn(site.expression, site.node) : [];
      return patterns.flatMap(({ text, node }) => {
        const reason = brokenPatterns.get(text);
        if (reason === undefined) return [];
        return [siteFinding(site, node, `This regular expression does not compile: ${reason}.`)];
      });
    });
  },
};
