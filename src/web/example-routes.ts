import { authorOf, type Routes } from './routes.ts';

/** The routes of the automations from the documentation, which the page offers as examples. */
export function exampleRoutes({ app, server }: Routes): void {
  const tags = ['Automations'];

  server.get(
    '/v1/examples',
    { schema: { tags, summary: 'The automations from the documentation, and which of them exist here' } },
    async () => ({ ok: true, examples: await app.examples.list() }),
  );

  server.post(
    '/v1/examples/:id/try',
    {
      config: { takesWork: true },
      schema: { tags, summary: 'Changes the catalog so that an example fires; with the demo, receives its call too' },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      return { ok: true, ...(await app.examples.try(id, authorOf(request))) };
    },
  );
}
