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
          const way = ways.get(reason);
          const message = `This regular expression does not compile: ${reason}${way === undefined ? '' : `; ${way}`}.`;
          return [siteFinding(site, node, message)];
        }),
        ...flags.map(({ text, node, known }) => {
          const message = `jq has no such regular expression flags: ${JSON.stringify(text)}; the flags are g, i, l, n, p, s and x.`;
          return siteFinding(site, node, message, known === '' ? undefined : JSON.stringify(known));
        }),
      ];
    });
  },
};

/** What to write instead, by jq's reason; a backslash is written twice in a string of jq. */
const ways: ReadonlyMap<string, string> = new Map([
  ['end pattern with unmatched parenthesis', 'close `(` with `)`, or write `\\\\(` for the character itself'],
  ['unmatched close parenthesis', 'remove `)`, or write `\\\\)` for the character itself'],
  ['premature end of char-class', 'close `[` with `]`, or write `\\\\[` for the character itself'],
  ['empty char-class', 'write characters in `[]`, or write `\\\\[\\\\]` for the brackets themselves'],
  ['empty range in char class', 'write the lower character first, or write `-` last for the character itself'],
  [
    'target of repeat operator is not specified',
    '`*`, `+` and `?` repeat what is before them, as in `.*`; write `\\\\*` for the character itself',
  ],
  ['end pattern at escape', 'write `\\\\\\\\` for a backslash itself'],
  ['undefined group option', 'a named group is written `(?<name>…)`, and an option as in `(?i)`'],
]);
