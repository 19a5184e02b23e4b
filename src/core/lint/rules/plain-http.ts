import type { AutomationRule } from '../rule.ts';

/** URLs that are called without encryption. */
export const plainHttp: AutomationRule = {
  code: 'lint/plain-http',
  severity: 'warning',
  title: 'A call without encryption',
  why: 'Whoever sits between us and the other side reads the payload and its secrets, and may change them.',
  example: '"url": "http://hooks.example.com/deploy"',
  fix: '"url": "https://hooks.example.com/deploy"',
  check({ automation }) {
    const { url } = automation.invocationMethod;
    if (typeof url !== 'string') return [];
    const host = /^(\s*)http:\/\/([^/?#]*)/i.exec(url);
    // On the machine itself nobody sits in between.
    if (!host || /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host[2] ?? '')) return [];
    const start = host[1]?.length ?? 0;
    const span = { start, end: start + 'http'.length };
    const message = 'This URL is called without encryption; use https.';
    return [{ message, path: ['invocationMethod', 'url'], span, replacement: 'https' }];
  },
};
