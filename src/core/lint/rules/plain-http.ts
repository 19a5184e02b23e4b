import type { AutomationRule } from '../rule.ts';

/** Reports URLs that are called without encryption. */
export const plainHttp: AutomationRule = {
  code: 'lint/plain-http',
  severity: 'warning',
  title: 'An unencrypted call',
  why: 'Anyone on the network path can read and change the payload and its secrets.',
  example: '"url": "http://hooks.example.com/deploy"',
  fix: '"url": "https://hooks.example.com/deploy"',
  check({ automation }) {
    const { url } = automation.invocationMethod;
    if (typeof url !== 'string') return [];
    const host = /^(\s*)http:\/\/([^/?#]*)/i.exec(url);
    // Calls to the same machine do not cross a network.
    if (!host || /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host[2] ?? '')) return [];
    const start = host[1]?.length ?? 0;
    const span = { start, end: start + 'http'.length };
    const message = 'This URL is not encrypted; use https.';
    return [{ message, path: ['invocationMethod', 'url'], span, replacement: 'https' }];
  },
};
