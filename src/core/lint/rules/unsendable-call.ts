import { headerFinding, httpAddress } from '../../definition/http-call.ts';
import { isObject, type Json } from '../../json.ts';
import type { Finding } from '../../source/place-finding.ts';
import { splitTemplate } from '../../template/split.ts';
import type { AutomationRule } from '../rule.ts';
import { placeholder } from './placeholder.ts';

/**
 * Reports URLs and headers that HTTP does not allow. The value of a template is unknown, so only the text around it is
 * checked.
 */
export const unsendableCall: AutomationRule = {
  code: 'lint/unsendable-call',
  severity: 'error',
  title: 'A call that cannot be sent',
  why: 'The URL or a header is invalid, so every run would fail before anything is sent.',
  example: '"url": "htps://hooks.example.com/{{ .run.id }}"',
  fix: '"url": "https://hooks.example.com/{{ .run.id }}"',
  check({ automation }) {
    const { url, headers } = automation.invocationMethod;
    return [
      ...(typeof url === 'string' ? urlFindings(url) : []),
      ...(isObject(headers) ? headerFindings(headers) : []),
    ];
  },
};

function urlFindings(url: string): Finding[] {
  const found = urlFinding(url);
  return found ? [{ ...found, path: ['invocationMethod', 'url'] }] : [];
}

/** A plain host name: nearly every URL has one, and needs no further check. */
const plainHost = /^https:\/\/(?:[a-z0-9]+[.-])+[a-z]{2,60}\//i;

function urlFinding(url: string): Pick<Finding, 'message' | 'span'> | null {
  if (plainHost.test(url)) return null;
  const split = splitTemplate(url);
  // Placeholders have a rule of their own.
  if (
    !split.ok ||
    /^\s*(?:<[\s\S]*>|[A-Z][A-Z0-9_]*)\s*$/.test(url) ||
    placeholder.look(url, '', 'invocationMethod').length > 0
  )
    return null;
  const [first] = split.parts;
  const lead = first?.type === 'text' ? first.text : '';
  if (lead.trim() === '') return null;
  const isWhole = split.parts.length === 1;
  const start = lead.length - lead.trimStart().length;
  const scheme = /^\s*https?:[\\/]*/i.exec(lead)?.[0];
  if (scheme === undefined) {
    if (!isWhole && ['https://', 'http://'].some((begin) => begin.startsWith(lead.trim().toLowerCase()))) return null;
    const other = /^[a-z][a-z0-9+.-]*:\/\//i.exec(lead.trim())?.[0];
    const message = other
      ? `${other} is not supported; write https:// instead.`
      : 'This URL has no scheme, so it cannot be called; start it with https://.';
    return { message, span: { start, end: start + (other ?? lead.trim()).length } };
  }
  const authority = /^[^\\/?#]*/.exec(lead.slice(scheme.length))?.[0] ?? '';
  const end = scheme.length + authority.length;
  // If a template follows the host, only a space in it is certainly wrong.
  const isLiteral = isWhole || end < lead.length;
  const address = end < lead.length ? `${lead.slice(0, end)}/` : lead;
  const isWrong = isLiteral ? httpAddress(address) === null : authority.includes(' ') && !url.includes('@');
  if (!isWrong) return null;
  if (authority.trim() === '') {
    return {
      message: 'This URL has no host, so it cannot be called; write one after the //.',
      span: { start, end: lead.length },
    };
  }
  const message = `\`${authority}\` is not a valid host; write a name or an IP address, with a port of at most 65535 if needed.`;
  return { message, span: { start: scheme.length, end } };
}

function headerFindings(headers: Readonly<Record<string, Json>>): Finding[] {
  return Object.entries(headers).flatMap(([name, value]): Finding[] => {
    if (typeof value !== 'string' || name.includes('{{')) return [];
    const split = splitTemplate(value);
    if (!split.ok) return [];
    // A digit is valid in any value, so what is wrong is wrong without the templates.
    const literal = split.parts.map((part) => (part.type === 'text' ? part.text : '0')).join('');
    const problem = headerFinding(name, literal);
    if (!problem) return [];
    const path = ['invocationMethod', 'headers', name];
    const message = `${name === '' ? 'The name of a header' : `\`${name}\``} ${problem.message}.`;
    const place = problem.at === undefined ? null : placeInValue(split.parts, problem.at);
    return [
      place === null ? { message, path, part: 'key' } : { message, path, span: { start: place, end: place + 1 } },
    ];
  });
}

type Parts = Extract<ReturnType<typeof splitTemplate>, { ok: true }>['parts'];

/** The offset, in the text as written, of a character of the text with its templates replaced. */
function placeInValue(parts: Parts, at: number): number {
  let literal = 0;
  let written = 0;
  for (const part of parts) {
    const [short, long] = part.type === 'text' ? [part.text.length, part.text.length] : [1, part.end - part.start + 4];
    if (at < literal + short) return written + (at - literal);
    literal += short;
    written += long;
  }
  return written;
}
