import { missingRoute } from '../definition/built-in-api.ts';
import type { Finding } from '../source/place-finding.ts';
import type { AutomationRule } from './rule.ts';
import { siteFinding } from './site-finding.ts';

/** Reports what needs a real Port, when none is configured. */
export const portOnly: AutomationRule = {
  code: 'lint/port-only',
  severity: 'warning',
  title: 'A feature that only Port has',
  why: 'The built-in catalog has no agents, self-service actions, approvals, organization secrets or users, so such a call fails.',
  example: '"url": "https://api.getport.io/v1/agent/triage/invoke", "synchronized": true',
  fix: 'Configure PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET; the service then sends the call to that Port.',
  check({ automation, templates }, { port }) {
    if (port !== false) return [];
    const { url, method } = automation.invocationMethod;
    const route = missingRoute(url, method);
    const findings: Finding[] = [];
    if (route !== null) {
      const message = `The built-in catalog does not support ${route}. ${advice}`;
      findings.push({ message, path: ['invocationMethod', 'url'] });
    }
    for (const site of templates) {
      for (const { steps, ends, start } of site.paths) {
        if (steps.slice(0, 3).join('.') !== 'trigger.by.user') continue;
        const message = `The built-in catalog knows users only by id (\`.trigger.by.userId\`); \`.trigger.by.user\` is null unless the sender of the event sets it.`;
        findings.push(siteFinding(site, { start, end: ends[2] ?? start }, message));
      }
    }
    return findings;
  },
};

const advice =
  'To let a real Port answer it, set PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET for the service (and PORT_API_URL where this check runs).';
