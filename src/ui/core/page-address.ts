/** The view that an address of the page shows. */
export type Route =
  | { view: 'automations' | 'runs' | 'events' | 'catalog' }
  | { view: 'map' | 'targets' | 'health' | 'audit-log' | 'clients' }
  | { view: 'entities'; blueprint: string }
  | { view: 'entity'; blueprint: string; id: string }
  | { view: 'run' | 'event' | 'automation'; id: string }
  | { view: 'automation-history'; id: string }
  | { view: 'new-automation' }
  | { view: 'missing' };

/** The places of the navigation, in its order. */
export const places = [
  { view: 'automations', href: '/automations', title: 'Automations' },
  { view: 'runs', href: '/runs', title: 'Runs' },
  { view: 'events', href: '/events', title: 'Events' },
  { view: 'map', href: '/map', title: 'Map' },
  { view: 'catalog', href: '/catalog', title: 'Catalog' },
  { view: 'targets', href: '/targets', title: 'Targets' },
  { view: 'health', href: '/health', title: 'Health' },
  { view: 'audit-log', href: '/audit-log', title: 'Audit log' },
  { view: 'clients', href: '/clients', title: 'Clients' },
] as const;

/** The places that have one view. */
const singles = ['map', 'targets', 'health', 'audit-log', 'clients'] as const;

/** The route of a path. */
export function routeOf(path: string): Route {
  const [first = '', id, ...rest] = path.split('/').slice(1);
  if (first === 'catalog') return catalogRouteOf([id, ...rest].filter((part) => part !== undefined));
  if (first === 'automations' && id && rest.join('/') === 'history') {
    return { view: 'automation-history', id: decoded(id) };
  }
  if (rest.length > 0) return { view: 'missing' };
  if (first === '' && !id) return { view: 'automations' };
  if (first === 'automations' && id === 'new') return { view: 'new-automation' };
  if (first === 'automations') return id ? { view: 'automation', id: decoded(id) } : { view: 'automations' };
  const single = singles.find((view) => view === first);
  if (single !== undefined && !id) return { view: single };
  if (first !== 'runs' && first !== 'events') return { view: 'missing' };
  if (!id) return { view: first };
  return { view: first === 'runs' ? 'run' : 'event', id: decoded(id) };
}

function catalogRouteOf([blueprint = '', id = '', ...rest]: readonly string[]): Route {
  if (rest.length > 0) return { view: 'missing' };
  if (blueprint === '') return { view: 'catalog' };
  if (id === '') return { view: 'entities', blueprint: decoded(blueprint) };
  return { view: 'entity', blueprint: decoded(blueprint), id: decoded(id) };
}

/** The place of the navigation that a path belongs to; undefined where there is nothing. */
export function placeOf(path: string): (typeof places)[number] | undefined {
  return routeOf(path).view === 'missing'
    ? undefined
    : places.find(({ href }) => path.startsWith(href) || (path === '/' && href === '/automations'));
}

/** A hand-typed address may hold a percent sign that starts no character. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
