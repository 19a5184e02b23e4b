import type { Finding } from '../source/place-finding.ts';
import { splitTemplate } from '../template/split.ts';
import type { AutomationRule } from './rule.ts';

/** Values that are put into a path as they are. */
export const unescapedUrl: AutomationRule = {
  code: 'lint/unescaped-url',
  severity: 'info',
  title: 'A value that may change the path of a URL',
  why: 'An identifier may hold a slash, and `../` in one leads out of its place in the path; with @uri it stays one part of it.',
  example: '"url": "https://example.com/services/{{ .event.context.entityIdentifier }}"',
  fix: '"url": "https://example.com/services/{{ .event.context.entityIdentifier | @uri }}"',
  check({ automation }) {
    const { url } = automation.invocationMethod;
    if (typeof url !== 'string' || !url.includes('{{')) return [];
    const split = splitTemplate(url);
    if (!split.ok) return [];
    const findings: Finding[] = [];
    let before = '';
    for (const part of split.parts) {
      // Only behind the host, where the text before says that the path has begun.
      if (part.type === 'jq' && /^\s*https?:\/\/[^/]+\//i.test(before) && mayHoldSlash(part.expression)) {
        findings.push(findingAt(part));
      }
      before += part.type === 'text' ? part.text : 'x';
    }
    return findings;
  },
};

/** Values that their senders choose freely; what is encoded or cut to a number is none. */
function mayHoldSlash(expression: string): boolean {
  if (/@\w|\b(?:tonumber|length|gsub|sub|IN)\b/.test(expression)) return false;
  return /\.event\.(?:context\.entityIdentifier|diff\.(?:after|before)\.(?:identifier|title|properties|relations|team)|diff\.(?:after|before)\.entity\.identifier)\b/.test(
    expression,
  );
}

function findingAt({ expression, start, end }: { expression: string; start: number; end: number }): Finding {
  const trimmed = expression.trim();
  const lead = start + expression.indexOf(trimmed);
  const isPath = /^[\w.[\]"-]+$/.test(trimmed);
  const message =
    'A `/` or `../` in this value changes the path of the URL; write `| @uri` behind it, so that it stays one part of the path.';
  return {
    message,
    path: ['invocationMethod', 'url'],
    span: { start: lead, end: Math.min(end, lead + trimmed.length) },
    replacement: isPath ? `${trimmed} | @uri` : `(${trimmed}) | @uri`,
  };
}
