/** What an address of the page shows. */
export type Route =
  | { view: 'automations' | 'runs' | 'events' | 'map' }
  | { view: 'run' | 'event' | 'automation'; id: string }
  | { view: 'new-automation' }
  | { view: 'missing' };

/** The places of the navigation, in its order. */
export const places = [
  { view: 'automations', href: '/automations', title: 'Automations' },
  { view: 'runs', href: '/runs', title: 'Runs' },
  { view: 'events', href: '/events', title: 'Events' },
  { view: 'map', href: '/map', title: 'Map' },
] as const;

/** The route of a path. */
export function routeOf(path: string): Route {
  const [first = '', id, ...rest] = path.split('/').slice(1);
  if (rest.length > 0) return { view: 'missing' };
  if (first === '' && !id) return { view: 'automations' };
  if (first === 'automations' && id === 'new') return { view: 'new-automation' };
  if (first === 'automations') return id ? { view: 'automation', id: decoded(id) } : { view: 'automations' };
  if (first === 'map' && !id) return { view: first };
  if (first !== 'runs' && first !== 'events') return { view: 'missing' };
  if (!id) return { view: first };
  return { view: first === 'runs' ? 'run' : 'event', id: decoded(id) };
}

/** A hand-typed address may hold a percent sign that starts no character. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
