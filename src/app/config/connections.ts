import { providers } from '../../backends/providers.ts';
import type { ConnectionView } from '../../core/views/health-view.ts';

/** The systems besides the providers that the service can be connected to, and the variables for it. */
const others: readonly { title: string; variables: readonly string[] }[] = [
  { title: 'Postgres', variables: ['DATABASE_URL'] },
  { title: 'A public address', variables: ['SERVER_URL'] },
  { title: 'Sync from workflows without a secret', variables: ['SYNC_SOURCES'] },
  { title: "A real Port's catalog", variables: ['PORT_API_URL', 'PORT_CLIENT_ID', 'PORT_CLIENT_SECRET'] },
];

/** What is configured and what is not: names of variables only, since values may be secrets. */
export function connectionsOf(env: Readonly<Record<string, string | undefined>>): ConnectionView[] {
  const all = providers.map(({ backend, variables }) => ({
    title: typeof backend.schema.title === 'string' ? backend.schema.title : backend.type,
    // A variable with a default does not show whether it is used.
    variables: Object.entries(variables).flatMap(([name, variable]) => (variable.default === undefined ? [name] : [])),
  }));
  const isSet = (name: string): boolean => (env[name]?.trim() ?? '') !== '';
  return [...all, ...others].map(({ title, variables }) => ({
    title,
    set: variables.filter(isSet),
    unset: variables.filter((name) => !isSet(name)),
  }));
}
