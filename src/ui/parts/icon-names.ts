/** The octicons that the page uses; the build takes only these. */
export const iconNames = [
  'zap',
  'search',
  'check-circle-fill',
  'x-circle-fill',
  'dot-fill',
  'stop',
  'alert',
  'broadcast',
  'history',
  'workflow',
  'key',
  'x',
  // Those that stand for icons of a catalog.
  'clock',
  'cloud',
  'container',
  'code',
  'rocket',
  'globe',
  'git-branch',
  'mark-github',
  'hourglass',
  'lock',
  'apps',
  'package',
  'server',
  'gear',
  'hash',
  'star',
  'people',
  'person',
  'webhook',
] as const;

/** The name of an icon. */
export type IconName = (typeof iconNames)[number];
