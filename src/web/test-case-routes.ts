import type { WantedTest } from '../app/github/test-cases.ts';
import type { ProposedChange } from '../core/views/proposed-change.ts';
import type { TestCase } from '../core/views/test-case-view.ts';
import { authorOf, type Routes } from './routes.ts';

const wanted = {
  event: { type: 'string', minLength: 1, maxLength: 1000, description: 'The received event.' },
  expect: {
    enum: ['match', 'no-match', 'error'],
    description: 'What should have happened. Omitted: what happened.',
  },
};

/** Routes that make tests of an automation from received events. */
export function testCaseRoutes({ app, server }: Routes): void {
  const tags = ['Automations'];
  const idOf = (params: unknown): string => (params as { id: string }).id;

  server.get(
    '/v1/automations/:id/test-case',
    {
      schema: {
        tags,
        summary: 'A test of an automation made from a received event, with private values redacted',
        querystring: { type: 'object', required: ['event'], additionalProperties: false, properties: wanted },
      },
    },
    async (request): Promise<{ ok: true; testCase: TestCase }> => {
      return { ok: true, testCase: await app.testCases.show(idOf(request.params), request.query as WantedTest) };
    },
  );

  server.post(
    '/v1/automations/:id/test-case',
    {
      schema: {
        tags,
        summary: 'Opens a pull request that adds such a test next to the definition, or shows the change',
        body: {
          type: 'object',
          required: ['event'],
          additionalProperties: false,
          properties: { ...wanted, dryRun: { type: 'boolean', description: 'Only show the change.' } },
        },
      },
    },
    async (request): Promise<{ ok: true; change: ProposedChange }> => {
      const asked = request.body as WantedTest & { dryRun?: boolean };
      return { ok: true, change: await app.testCases.propose(idOf(request.params), asked, authorOf(request)) };
    },
  );
}
