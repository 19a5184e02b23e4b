import { readEvent } from '../../core/event/read-event.ts';
import { type Json, valueAt } from '../../core/json.ts';
import type { World } from '../world.ts';
import type { SourceTools, TakeDelivery, WebhookSource } from './event-source.ts';

/** The `event_type` we read; repositories dispatch other types to their own workflows. */
const eventType = 'catalog-event';

/** Events that a workflow or script sends through GitHub, using its GitHub permissions. */
export const gitHubDispatchSource: WebhookSource = {
  name: 'github-dispatch',
  title: 'GitHub: a `repository_dispatch` whose `client_payload` is the event',
  how: `\`gh api repos/{owner}/{repo}/dispatches\` with \`event_type: ${eventType}\``,
  webhooks: ['repository_dispatch'],
  permissions: { contents: 'read' },
  open: createGitHubDispatch,
};

/** Handles dispatched events; an invalid one becomes a problem of its delivery. */
function createGitHubDispatch({ settings }: Pick<World, 'settings'>, tools: Pick<SourceTools, 'ingest'>): TakeDelivery {
  return async ({ id, payload, receivedAt, trace }) => {
    if (payload.action !== eventType) return { type: 'done', problems: [] };
    const value: Json = valueAt(payload, 'client_payload') ?? null;
    const defaults = { id: `github:${id}`, orgId: settings.orgId, at: new Date(receivedAt).toISOString() };
    const read = readEvent(value, defaults, '/client_payload');
    if (!read.ok) return { type: 'done', problems: read.problems.map(({ path, message }) => `${path} ${message}`) };
    const causation = { depth: 0, chain: [], ...(trace !== undefined && { trace }) };
    await tools.ingest([{ event: read.event, source: gitHubDispatchSource.name, ...causation }]);
    return { type: 'done', problems: [] };
  };
}
