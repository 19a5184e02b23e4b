import { webhookSources } from '../event-sources/index.ts';

/** What our GitHub App requires, in the format of GitHub's App manifest. */
export type AppManifest = {
  name: string;
  url: string;
  description: string;
  public: boolean;
  /** Where people return to when they sign in on the page. */
  callback_urls: string[];
  hook_attributes: { url: string; active: boolean };
  default_events: string[];
  default_permissions: Record<string, 'read' | 'write'>;
};

/** What the service needs besides its event sources: dispatching workflows and following them. */
const own = { webhooks: ['workflow_run'], permissions: { actions: 'write', metadata: 'read' } } as const;

/** What the page needs: who belongs to an organization, and pull requests with changes of definitions. */
const page = { webhooks: [], permissions: { contents: 'write', members: 'read', pull_requests: 'write' } } as const;

/** The minimal manifest of the App for a service at this address, with what the event sources need. */
export function appManifest(serverUrl: string): AppManifest {
  const needs = [...webhookSources, own, page];
  const permissions = needs.flatMap((need) => Object.entries<'read' | 'write'>(need.permissions)).sort();
  return {
    name: 'Catalog Automations',
    url: serverUrl,
    description: 'Automations as code: when this happens in the catalog, call that.',
    public: false,
    callback_urls: [`${serverUrl}/sign-in/callback`],
    hook_attributes: { url: `${serverUrl}/api/github/webhooks`, active: true },
    default_events: [...new Set(needs.flatMap(({ webhooks }) => webhooks))].sort(),
    // Sorted, so that `write` comes after `read` and wins where both are asked for.
    default_permissions: Object.fromEntries(permissions),
  };
}

/** A link to GitHub's form for a new App with everything filled in except the webhook secret. */
export function registrationLink(serverUrl: string, organization: string | null): string {
  const { name, url, description, callback_urls, hook_attributes, default_events, default_permissions } =
    appManifest(serverUrl);
  const parameters = new URLSearchParams({
    name,
    url,
    description,
    public: 'false',
    webhook_active: 'true',
    webhook_url: hook_attributes.url,
    ...default_permissions,
  });
  for (const address of callback_urls) parameters.append('callback_urls[]', address);
  for (const event of default_events) parameters.append('events[]', event);
  const owner = organization === null ? '' : `/organizations/${organization}`;
  return `https://github.com${owner}/settings/apps/new?${parameters}`;
}
