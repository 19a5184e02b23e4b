import { callerOf, type Routes } from './routes.ts';

/** `POST /v1/automations/reload`: reloads the folder of definitions. */
export function reloadRoutes({ app, server }: Routes): void {
  server.post(
    '/v1/automations/reload',
    {
      schema: {
        tags: ['Automations'],
        summary: 'Reloads the folder of definitions: all of it, or nothing if a file is broken',
        description:
          'Returns what changed. 422 if a file has an error: nothing is changed, and `details.issues` lists each error with file, line and column. 404 for a service without a folder.',
      },
    },
    async (request) => ({ ok: true, reload: await app.reload(callerOf(request).name) }),
  );
}
