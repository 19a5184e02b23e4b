import { webhookSources } from '../event-sources/index.ts';

/** What our GitHub App asks for, as its registration on GitHub has it. */
export type AppManifest = {
  name: string;
  url: string;
  description: string;
  public: boolean;
  hook_attributes: { url: string; active: boolean };
  default_events: string[];
  default_permissions: Record<string, 'read' | 'write'>;
};

/** Dispatching workflows and following them, beside what the event sources need. */
const own = { webhooks: ['workflow_run'], permissions: { actions: 'write', metadata: 'read' } } as const;

/** The least that the App needs, for a service at this address; event sources say what they read. */
export function appManifest(serverUrl: string): AppManifest {
  const needs = [...webhookSources, own];
  const permissions = needs.flatMap((need) => Object.entries<'read' | 'write'>(need.permissions)).sort();
  return {
    name: 'Catalog Automations',
    url: serverUrl,
    description: 'Automations as code: when this happens in the catalog, call that.',
    public: false,
    hook_attributes: { url: `${serverUrl}/api/github/webhooks`, active: true },
    default_events: [...new Set(needs.flatMap(({ webhooks }) => webhooks))].sort(),
    // Sorted, so that where two ask for one, writing comes after reading and stays.
    default_permissions: Object.fromEntries(permissions),
  };
}

/** A link that opens GitHub's form for a new App with everything filled in but the webhook secret. */
export function registrationLink(serverUrl: string, organization: string | null): string {
  const { name, url, description, hook_attributes, default_events, default_permissions } = appManifest(serverUrl);
  const parameters = new URLSearchParams({
    name,
    url,
    description,
    public: 'false',
    webhook_active: 'true',
    webhook_url: hook_attributes.url,
    ...default_permissions,
  });
  for (const event of default_events) parameters.append('events[]', event);
  const owner = organization === null ? '' : `/organizations/${organization}`;
  return `https://github.com${owner}/settings/apps/new?${parameters}`;
}
