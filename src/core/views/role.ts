/** What a caller may do: each role includes those before it. `operate`: send and repeat, without changing definitions. */
export const roles = ['read', 'operate', 'write'] as const;

/** One of `roles`. */
export type Role = (typeof roles)[number];

/** True when the role `held` includes the role `needed`. */
export function includesRole(held: Role, needed: Role): boolean {
  return roles.indexOf(held) >= roles.indexOf(needed);
}
