import { callerOf, type Routes } from './routes.ts';

/** `POST /v1/automations/reload`: the folder of definitions, after its files changed. */
export function reloadRoutes({ app, server }: Routes): void {
  server.post(
    '/v1/automations/reload',
    {
      schema: {
        tags: ['Automations'],
        summary: 'Loads the folder of definitions again: all of it, or nothing when a file is broken',
        description:
          'Answers what changed. 422 when a file has an error: `details.issues` lists each with file, line and column, and nothing is changed. 404 for a service without a folder.',
      },
    },
    async (request) => ({ ok: true, reload: await app.reload(callerOf(request).name) }),
  );
}
