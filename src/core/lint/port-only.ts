import { missingRoute } from '../definition/built-in-api.ts';
import type { Finding } from '../source/place-finding.ts';
import type { AutomationRule } from './rule.ts';
import { siteFinding } from './site-finding.ts';

/** What only a real Port answers or sends, where none is configured. */
export const portOnly: AutomationRule = {
  code: 'lint/port-only',
  severity: 'warning',
  title: 'Something that only Port itself has',
  why: 'The built-in catalog has no agents, self-service actions, approvals and organization secrets, and knows no people: such a call fails.',
  example: '"url": "https://api.getport.io/v1/agent/triage/invoke", "synchronized": true',
  fix: 'Set PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET of the service; the call then goes to that Port.',
  check({ automation, templates }, { port }) {
    if (port !== false) return [];
    const { url, method } = automation.invocationMethod;
    const route = missingRoute(url, method);
    const findings: Finding[] = [];
    if (route !== null) {
      const message = `The built-in catalog has no ${route}. ${way}`;
      findings.push({ message, path: ['invocationMethod', 'url'] });
    }
    for (const site of templates) {
      for (const { steps, ends, start } of site.paths) {
        if (steps.slice(0, 3).join('.') !== 'trigger.by.user') continue;
        const message = `The built-in catalog knows who made a change by id alone, \`.trigger.by.userId\`: \`.trigger.by.user\` is null unless the sender of the event gives it.`;
        findings.push(siteFinding(site, { start, end: ends[2] ?? start }, message));
      }
    }
    return findings;
  },
};

const way =
  'Set PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET of the service to let a real Port answer it (and PORT_API_URL where this check runs).';
