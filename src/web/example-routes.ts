import { authorOf, type Routes } from './routes.ts';

/** The documentation's automations, which the page offers to begin with. */
export function exampleRoutes({ app, server }: Routes): void {
  const tags = ['Automations'];

  server.get(
    '/v1/examples',
    { schema: { tags, summary: "The documentation's automations, and which of them are there" } },
    async () => ({ ok: true, examples: await app.examples.list() }),
  );

  server.post(
    '/v1/examples/:id/try',
    {
      config: { takesWork: true },
      schema: { tags, summary: 'Writes to the catalog what makes an example fire; with the demo, takes its call too' },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      return { ok: true, ...(await app.examples.try(id, authorOf(request))) };
    },
  );
}
