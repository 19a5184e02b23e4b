import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClaimRequest } from '../app/invoke/agents.ts';
import { AppError } from '../core/error.ts';
import type { Routes } from './routes.ts';

/** How long a claimed run is kept for an agent that does not say, ms. */
const visibilityTimeout = 90_000;

const text = { type: 'string', maxLength: 1000 };

// Additional fields are allowed: other versions of the agent send more, and stop when refused.
const claimSchema = {
  type: 'object',
  required: ['installationId'],
  properties: {
    installationId: {
      ...text,
      minLength: 1,
      description:
        'Who claims: `_PORT_EXEC_AGENT` or the organization (ORG_ID) for webhooks with `agent: true`, or the name of an integration.',
    },
    limit: { type: 'integer', minimum: 1, maximum: 1000 },
    invocationMethod: text,
    visibilityTimeoutMs: { type: 'integer', minimum: 1, maximum: 24 * 3600 * 1000 },
    exclude: { type: 'array', items: text, maxItems: 1000 },
  },
};

/** Runs for agents, as Port's own agent and integrations ask for them. */
export function agentRoutes({ app, server }: Routes): void {
  const tags = ['Agents'];
  // These answers contain secrets.
  const unstored = async (_: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('cache-control', 'no-store');
  };

  server.post(
    '/v1/actions/runs/claim-pending',
    { onRequest: unstored, schema: { tags, summary: 'Claims runs that wait for an agent', body: claimSchema } },
    async (request) => {
      const { limit = 100, visibilityTimeoutMs = visibilityTimeout, exclude = [], ...rest } = request.body as ClaimBody;
      return { ok: true, runs: await app.agents.claim({ ...rest, limit, visibilityTimeoutMs, exclude }) };
    },
  );

  server.patch(
    '/v1/actions/runs/ack',
    {
      onRequest: unstored,
      schema: {
        tags,
        summary: 'Acknowledges claimed runs, so that they are not given to another agent',
        body: {
          type: 'object',
          properties: { runIds: { type: 'array', items: text, maxItems: 1000 }, runId: text },
        },
      },
    },
    async (request) => {
      const { runIds, runId } = request.body as { runIds?: string[]; runId?: string };
      if (runIds === undefined && runId === undefined) {
        throw new AppError('invalid_content', 'Give the claimed runs as runIds, or a single one as runId');
      }
      if (runId !== undefined) {
        await app.agents.acknowledgeOne(runId);
        return { ok: true, ackedCount: 1 };
      }
      return { ok: true, ackedCount: (await app.agents.acknowledge(runIds ?? [])).length };
    },
  );

  // Agents also poll for runs of Port's workflows, and give up on an error.
  server.post(
    '/v1/workflows/runs/claim-pending',
    { onRequest: unstored, schema: { tags, summary: 'Returns no runs, because there are no workflows here' } },
    async () => ({ ok: true, nodeRuns: [] }),
  );

  server.patch(
    '/v1/workflows/runs/ack',
    { onRequest: unstored, schema: { tags, summary: 'Acknowledges nothing, because there are no workflows here' } },
    async () => ({ ok: true, acked: false }),
  );

  server.get(
    '/v1/kafka-credentials',
    { onRequest: unstored, schema: { tags, summary: 'The Kafka brokers and the login for agents' } },
    async () => ({ ok: true, credentials: app.organization.kafkaCredentials() }),
  );
}

type ClaimBody = Pick<ClaimRequest, 'installationId' | 'invocationMethod'> & {
  limit?: number;
  visibilityTimeoutMs?: number;
  exclude?: string[];
};
