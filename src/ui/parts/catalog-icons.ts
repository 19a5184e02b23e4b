import type { IconName } from './icon-names.ts';

/** Icons that a catalog knows by name, and the octicon that this page shows for each. Any other name is kept too. */
export const catalogIcons = {
  Alert: 'alert',
  Clock: 'clock',
  Cloud: 'cloud',
  Cluster: 'container',
  Code: 'code',
  Deployment: 'rocket',
  Environment: 'globe',
  Git: 'git-branch',
  Github: 'mark-github',
  HourGlass: 'hourglass',
  Key: 'key',
  Lock: 'lock',
  Microservice: 'apps',
  Package: 'package',
  Server: 'server',
  Service: 'gear',
  Slack: 'hash',
  Star: 'star',
  Team: 'people',
  User: 'person',
  Webhook: 'webhook',
} as const satisfies Record<string, IconName>;

/** The octicon for an icon of the catalog, whatever its case; that of any automation for one that has none here. */
export function octiconOf(name: string | null): IconName {
  const wanted = name?.toLowerCase();
  const found = Object.entries(catalogIcons).find(([known]) => known.toLowerCase() === wanted);
  return found === undefined ? 'zap' : found[1];
}
