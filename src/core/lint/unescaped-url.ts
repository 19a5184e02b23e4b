import type { Finding } from '../source/place-finding.ts';
import { splitTemplate } from '../template/split.ts';
import type { AutomationRule } from './rule.ts';

/** Reports values that are inserted into a URL path without escaping. */
export const unescapedUrl: AutomationRule = {
  code: 'lint/unescaped-url',
  severity: 'info',
  title: 'A value that may change the path of a URL',
  why: 'An identifier may contain a slash, and `../` in it leads to another path. With @uri, it stays one segment.',
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
      // Only after the host: the text before the template shows that the path has started.
      if (part.type === 'jq' && /^\s*https?:\/\/[^/]+\//i.test(before) && mayHoldSlash(part.expression)) {
        findings.push(findingAt(part));
      }
      before += part.type === 'text' ? part.text : 'x';
    }
    return findings;
  },
};

/** True for values that senders choose freely, unless they are encoded or converted to a number. */
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
    'A `/` or `../` in this value would change the path of the URL; append `| @uri` to keep it in one segment.';
  return {
    message,
    path: ['invocationMethod', 'url'],
    span: { start: lead, end: Math.min(end, lead + trimmed.length) },
    replacement: isPath ? `${trimmed} | @uri` : `(${trimmed}) | @uri`,
  };
}
