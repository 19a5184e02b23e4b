import { Ajv } from 'ajv';
import { type BacktestRequest, backtestEvents } from '../app/match/backtest-events.ts';
import { definitionsField, setLimit, text } from './automation-routes.ts';
import { momentOf } from './moments.ts';
import type { Routes } from './routes.ts';

const body = {
  type: 'object',
  required: ['definitions'],
  additionalProperties: false,
  properties: {
    definitions: definitionsField,
    path: { ...text, description: 'With source: what this folder holds now and leaves out is looked at too' },
    source: { ...text, description: 'owner/repo' },
    events: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      description: `How many recorded events to try, newest first; ${backtestEvents} if omitted`,
    },
    since: { type: 'string', maxLength: 40, description: 'Only events received since then, RFC 3339' },
    before: {
      ...text,
      description: 'Continue with the events before this one, which is the `next` of the previous response',
    },
    removed: {
      type: 'array',
      maxItems: 10_000,
      items: text,
      description: 'Automations that would be deleted; what they did is counted',
    },
  },
};

/** Stops at the first error, as for a plan. */
const ajv = new Ajv({ verbose: true });

/**
 * Routes that try proposed definitions on recorded events. For clients, and for workflows where the operator agrees: a
 * condition's result reveals what is in the events.
 */
export function backtestRoutes({ app, server }: Routes): void {
  server.post(
    '/v1/automations/backtest',
    {
      bodyLimit: setLimit,
      schema: {
        tags: ['Automations'],
        summary: 'What these definitions would have done on recorded events; changes nothing',
        body,
      },
      validatorCompiler: ({ schema }) => ajv.compile(schema as object),
    },
    async (request) => {
      const { since, ...rest } = request.body as Omit<BacktestRequest, 'since'> & { since?: string };
      const time = since === undefined ? {} : { since: momentOf('since', since) };
      const { from, to, ...result } = await app.backtest({ ...rest, ...time });
      return { ok: true, backtest: { from: timeOf(from), to: timeOf(to), ...result } };
    },
  );
}

function timeOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
