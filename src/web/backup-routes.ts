import { callerOf, type Routes } from './routes.ts';

/** How long a client may stop reading before the connection is cut, ms: on Postgres a transaction waits for it. */
const stallTimeoutMs = 60_000;

/** `GET /v1/backup`: returns everything in the database as one file. */
export function backupRoutes({ app, server }: Routes): void {
  server.get(
    '/v1/backup',
    {
      exposeHeadRoute: false,
      schema: {
        tags: ['Operations'],
        summary:
          'A backup of everything in the database at one moment, as gzip; `catalog-automations restore` reads it. It contains all data, but secrets only as hashes or encrypted',
      },
    },
    async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const { name, size, body } = await app.backup(callerOf(request).name, gone.signal);
      reply.raw.setTimeout(stallTimeoutMs, () => reply.raw.destroy());
      return reply
        .headers({
          'content-type': 'application/gzip',
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'no-store',
          ...(size !== null && { 'content-length': size }),
        })
        .send(body);
    },
  );
}
