import type { Principal } from '../app/access/access.ts';
import { AppError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import { callerOf, type Routes } from './routes.ts';

/**
 * The permissions to start an automation or approve a run: no one has them, because events run automations. Port's
 * clients read these permissions after each write of an action.
 */
const permissions = {
  execute: { users: [], roles: [], teams: [], ownedByTeam: false, policy: null },
  approve: { users: [], roles: [], teams: [], policy: null },
};

/** The permissions of the caller's role, as Port's scopes. */
function scopesOf({ role, session }: Principal): string[] {
  const held = session?.role ?? role;
  if (held === undefined || held.startsWith('sync:')) return [];
  const verbsOf = (resource: string) => {
    if (held === 'write') return ['read', 'create', 'update', 'delete'];
    return held === 'operate' && resource === 'runs' ? ['read', 'create', 'update'] : ['read'];
  };
  return ['actions', 'blueprints', 'entities', 'runs'].flatMap((resource) =>
    verbsOf(resource).map((verb) => `${verb}:${resource}`),
  );
}

/** The permission routes that Port's clients use. */
export function permissionRoutes({ app, server }: Routes): void {
  const tags = ['Access'];
  const url = '/v1/actions/:id/permissions';
  const idOf = (params: unknown): string => (params as { id: string }).id;

  server.get(
    '/v1/auth/permissions',
    {
      schema: {
        tags,
        summary: 'What the credentials allow',
        querystring: { type: 'object', properties: { action_version: { type: 'string' } } },
      },
    },
    async (request) => ({ ok: true, permissions: scopesOf(callerOf(request)) }),
  );

  server.get(url, { schema: { tags, summary: 'Who may start an automation: no one' } }, async (request) => {
    await app.actions.get(idOf(request.params));
    return { ok: true, permissions };
  });

  server.patch(
    url,
    {
      schema: {
        tags,
        summary: 'Refused unless it grants nothing, because events run automations, not people',
        body: {
          type: 'object',
          description: 'Who may start the automation (`execute`) and approve its runs (`approve`).',
        },
      },
    },
    async (request) => {
      await app.actions.get(idOf(request.params));
      if (grantsAnything(request.body as Json)) {
        throw new AppError(
          'invalid_content',
          'Permissions to run or approve do not apply to automations: events run them, and they need no approval',
        );
      }
      return { ok: true, permissions };
    },
  );
}

/** True when a body grants something to someone: a list with an entry, an enabled switch, a policy. */
function grantsAnything(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).some(grantsAnything);
  return value !== null && value !== false;
}
