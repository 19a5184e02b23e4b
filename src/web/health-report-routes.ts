import type { Routes } from './routes.ts';

/** The routes for what needs attention: a report with every detail, and a list of checks. */
export function healthReportRoutes({ app, server }: Routes, version: string): void {
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
  server.get(
    '/v1/health/checks',
    {
      schema: {
        tags: ['Operations'],
        summary: 'What is wrong with the service, check by check, and what to do about it',
        description:
          'Each check has `name`, `title`, `state` (`ok`, `warning`, `error`), `message` and `fix`; `at` is the time on the clock of the service. Asks GitHub about the App, for up to 5 seconds.',
      },
    },
    async () => {
      const { at, checks } = await app.healthChecks();
      return { ok: true, version, at: new Date(at).toISOString(), checks };
    },
  );
}
