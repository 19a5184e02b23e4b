import type { Routes } from './routes.ts';

/** `GET /v1/health/report`: what needs attention. */
export function healthReportRoutes({ app, server }: Routes): void {
  server.get(
    '/v1/health/report',
    {
      schema: {
        tags: ['Operations'],
        summary:
          'What needs attention: failing targets, conditions and automations, unmatched events, webhooks, configuration',
      },
    },
    async () => ({ ok: true, report: await app.healthReport() }),
  );
}
