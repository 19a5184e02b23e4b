import { codeOf } from '../../expression/expression-text.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { AutomationRule, ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Expressions that compile and do something else than they say. */
export const misreadJq: AutomationRule = {
  code: 'lint/misread-jq',
  severity: 'warning',
  title: 'jq that fails or is null, whatever it is given',
  why: 'It is valid and means something else than in other languages: `not` stands behind what it denies, and there is no environment here.',
  example: '"not .diff.after.properties.archived"',
  fix: '".diff.after.properties.archived | not"',
  check({ sites }) {
    return sites.flatMap((site) => {
      const { expression } = site;
      // Nearly every expression has neither.
      const denies = expression.includes('not ') && deniedPaths.test(expression);
      const asks = expression.includes('ENV') || expression.includes('env');
      if (!denies && !asks) return [];
      const code = codeOf(expression);
      return [...(denies ? deniedFindings(site, code) : []), ...(asks ? environmentFindings(site, code) : [])];
    });
  },
};

const deniedPaths = /\bnot\s+\./;

function deniedFindings(site: ReadSite, code: string): Finding[] {
  return site.paths.flatMap((path) => {
    const before = /(?<![\w.$@])not\s{1,9}$/.exec(code.slice(Math.max(0, path.start - 14), path.start));
    if (!before) return [];
    const text = site.expression.slice(path.start, path.end);
    const start = path.start - before[0].length;
    const message = `\`not\` takes nothing behind it, so this always fails; write \`${text} | not\`.`;
    const behind = code.slice(path.end);
    const isAll = code.slice(0, start).trim() === '' && behind.trim() === '';
    // Of `not .a == 1` more is denied than the path.
    const isClosed = /^\s*(?:$|\)|\]|,|(?:and|or|then|else|elif|end)\b)/.test(behind);
    const fixed = isAll ? `${text} | not` : isClosed ? `(${text} | not)` : undefined;
    return [siteFinding(site, { start, end: path.end }, message, fixed)];
  });
}

function environmentFindings(site: ReadSite, code: string): Finding[] {
  return [...code.matchAll(/(?<![\w.$@])(?:\$ENV\b(?!\s*:)|env(?=\s*[.[]))/g)].map(({ 0: found, index }) => {
    const way =
      site.kind === 'condition' ? 'write the value itself' : 'store the value as a secret and write `.secrets.NAME`';
    const message = `There is no environment here: \`${found}\` is empty; ${way}.`;
    return siteFinding(site, { start: index, end: index + found.length }, message);
  });
}
