import type { AppGrants, HealthCheck, ServiceFacts } from '../health-check.ts';
import { listed } from '../phrases.ts';

/** Whether GitHub accepts the App, and whether it may do what the service asks for. */
export const gitHubAppCheck: HealthCheck<ServiceFacts> = {
  name: 'github-app',
  title: 'GitHub App',
  about: 'GitHub accepts the App, and the permissions and webhooks of the App are those in `app.yml`.',
  look({ app }) {
    if (app === null) return { state: 'ok', message: 'no App is configured, so nothing here calls GitHub' };
    if ('problem' in app) {
      const fix = 'check APP_ID, PRIVATE_KEY, GITHUB_API_URL, the network and the clock';
      return { state: 'error', message: app.problem, fix };
    }
    const missing = missingOf(app.needs, app.granted);
    if (missing.length === 0) return { state: 'ok', message: 'the App has every permission and webhook it needs' };
    return {
      state: 'warning',
      message: `the App lacks ${listed(missing, 6)}`,
      fix: "add them under 'Permissions & events' in the App's settings, and accept them in each installation",
    };
  },
};

function missingOf(needs: AppGrants, granted: AppGrants): string[] {
  const permissions = Object.entries(needs.permissions).filter(([name, level]) => {
    const has = granted.permissions[name];
    // Those that only exist to read carry no level that `write` would exceed.
    return has !== level && !(level === 'read' && (has === 'write' || has === 'admin')) && has !== 'admin';
  });
  const events = needs.events.filter((name) => !granted.events.includes(name));
  return [
    ...permissions.map(([name, level]) => `the permission ${name}: ${level}`),
    ...events.map((name) => `the webhook ${name}`),
  ];
}
