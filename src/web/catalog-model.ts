import { defaultBlueprints } from '../core/catalog/github/default-blueprints.ts';
import { AppError } from '../core/error.ts';
import type { Routes } from './routes.ts';

/** The blueprints that come with the service, as Port's API shows blueprints. */
export function blueprintRoutes({ server }: Routes): void {
  const tags = ['Catalog'];
  server.get(
    '/v1/blueprints',
    { schema: { tags, summary: 'The blueprints that the default mapping of GitHub fills' } },
    async () => ({ ok: true, blueprints: defaultBlueprints }),
  );
  server.get('/v1/blueprints/:id', { schema: { tags, summary: 'One of them' } }, async (request) => {
    const { id } = request.params as { id: string };
    const blueprint = defaultBlueprints.find(({ identifier }) => identifier === id);
    if (blueprint === undefined) throw new AppError('not_found', `There is no blueprint ${id}`);
    return { ok: true, blueprint };
  });
}
