import { isObject, type Json } from '../json.ts';
import { isFormType, isJsonType, parsedText } from '../source/json-text.ts';
import type { Finding } from '../source/place-finding.ts';
import { splitTemplate } from '../template/split.ts';
import type { AutomationRule } from './rule.ts';

/** Reports bodies that are sent in a different format than their definition suggests. */
export const textBody: AutomationRule = {
  code: 'lint/text-body',
  severity: 'warning',
  title: 'A body that is sent in an unexpected format',
  why: 'Without a content type, a body is JSON, so text is sent in quotes. An object is sent as JSON, whatever its content type.',
  example: '"url": "https://example.com", "body": "done: {{ .run.id }}"',
  fix: '"url": "https://example.com", "body": { "text": "done: {{ .run.id }}" }',
  check({ automation }) {
    const { url, body, headers, method } = automation.invocationMethod;
    if (url === undefined || body === undefined) return [];
    // A GET has no body at all.
    if (typeof method === 'string' && method.toUpperCase() === 'GET') return [];
    const message = problemOf(body, contentTypeOf(headers));
    return message === null ? [] : [{ message, path: ['invocationMethod', 'body'] } satisfies Finding];
  },
};

function problemOf(body: Json, contentType: string | null): string | null {
  if (typeof body !== 'string') {
    if (contentType === null || !isFormType(contentType)) return null;
    return 'This body is sent as JSON, although its content type is that of a form; write it as text, such as "a={{ .run.id | @uri }}&b=1".';
  }
  if (contentType !== null && (contentType.includes('{{') || !isJsonType(contentType))) return null;
  const split = splitTemplate(body);
  // The value of a single template need not be text.
  if (!split.ok || split.mode === 'exact') return null;
  const filled = split.parts.map((part) => (part.type === 'text' ? part.text : '0')).join('');
  if (parsedText(filled) !== filled) return null;
  if (/^\s*[{[]/.test(filled)) {
    return 'This text looks like JSON but is not valid, so it is sent as a JSON string, in quotes; write it as an object.';
  }
  return 'This text is sent as a JSON string, in quotes; add a `Content-Type` header such as text/plain to send it as it is.';
}

/** The content type as written, or null. */
function contentTypeOf(headers: Json | undefined): string | null {
  if (!isObject(headers)) return null;
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return typeof value === 'string' ? value : null;
}
