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
] as const;

/** The name of an icon. */
export type IconName = (typeof iconNames)[number];
