import { brokenFlagsIn, patternsIn } from '../patterns.ts';
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
    return sites.flatMap((site) => {
      const patterns = site.node && brokenPatterns.size > 0 ? patternsIn(site.expression, site.node) : [];
      const flags = site.node ? brokenFlagsIn(site.expression, site.node) : [];
      return [
        ...patterns.flatMap(({ text, node }) => {
          const reason = brokenPatterns.get(text);
          if (reason === undefined) return [];
          return [siteFinding(site, node, `This regular expression does not compile: ${reason}.`)];
        }),
        ...flags.map(({ text, node, known }) => {
          const message = `jq has no such regular expression flags: ${JSON.stringify(text)}; the flags are g, i, l, n, p, s and x.`;
          return siteFinding(site, node, message, known === '' ? undefined : JSON.stringify(known));
        }),
      ];
    });
  },
};
