import type { Routes } from './routes.ts';

/** Routes of the organization's settings, as far as Port's agent reads and writes them. */
export function organizationRoutes({ app, server }: Routes): void {
  const tags = ['Agents'];
  const view = async () => {
    const readsStream = await app.organization.agentsReadStream();
    const settings = { portAgentStreamerName: readsStream ? 'KAFKA' : 'POLLING' };
    return { ok: true, organization: { id: app.orgId, name: app.orgId, settings } };
  };

  server.get('/v1/organization', { schema: { tags, summary: 'The organization and its settings' } }, view);

  server.patch(
    '/v1/organization',
    {
      schema: {
        tags,
        summary: 'Sets how agents get their runs; Port’s agent calls this when it starts',
        body: {
          type: 'object',
          required: ['settings'],
          additionalProperties: false,
          properties: {
            settings: {
              type: 'object',
              required: ['portAgentStreamerName'],
              additionalProperties: false,
              properties: { portAgentStreamerName: { enum: ['KAFKA', 'POLLING'] } },
            },
          },
        },
      },
    },
    async (request) => {
      const { settings } = request.body as { settings: { portAgentStreamerName: string } };
      await app.organization.setAgentsReadStream(settings.portAgentStreamerName !== 'POLLING');
      return view();
    },
  );
}
