import type { PauseKind } from '../core/views/pause-view.ts';
import { momentOf } from './moments.ts';
import { callerOf, type Routes } from './routes.ts';

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  properties: {
    reason: { type: 'string', minLength: 1, maxLength: 1_000, description: 'The reason, shown with the pause.' },
    until: {
      type: 'string',
      description: 'When the pause ends (RFC 3339); without it, the pause lasts until someone ends it.',
    },
  },
};

/** The routes to pause automations and targets, which a sync does not affect. */
export function pauseRoutes({ app, server }: Routes): void {
  const tags = ['Operations'];
  const nameOf = (params: unknown): string => (params as { id: string }).id;

  server.get(
    '/v1/pauses',
    { schema: { tags, summary: 'The automations and targets that are paused, and how many runs are held' } },
    async () => ({
      ok: true,
      ...(await app.pausing.list()),
    }),
  );

  for (const [kind, path] of [
    ['automation', '/v1/actions/:id'],
    ['target', '/v1/targets/:id'],
  ] as const satisfies [PauseKind, string][]) {
    server.post(
      `${path}/pause`,
      { schema: { tags, summary: `Pauses ${article(kind)}: its runs are held until the pause ends`, body } },
      async (request) => {
        const { reason, until } = request.body as { reason: string; until?: string };
        const why = { reason, until: until === undefined ? null : momentOf('until', until) };
        const { pause, warnings } = await app.pausing.pause(kind, nameOf(request.params), why, callerOf(request).name);
        return { ok: true, pause, ...(warnings.length > 0 && { warnings }) };
      },
    );

    server.post(
      `${path}/resume`,
      { schema: { tags, summary: `Ends the pause of ${article(kind)}: its held runs continue` } },
      async (request) => {
        await app.pausing.resume(kind, nameOf(request.params), callerOf(request).name);
        return { ok: true };
      },
    );
  }
}

function article(kind: PauseKind): string {
  return kind === 'automation' ? 'an automation' : 'a target';
}
