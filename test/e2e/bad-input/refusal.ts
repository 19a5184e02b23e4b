import type { JsonObject } from '../../../src/core/json.ts';
import type { Answer } from '../harness/client.ts';
import type { Server } from '../harness/server.ts';
import { created } from '../harness/shapes.ts';

/** What was sent, and what must come back: status, code, and the words that tell a person what to do. */
export type Refusal = {
  name: string;
  send(server: Server): Promise<Answer>;
  status: number;
  error: string;
  says: string;
};

export const invalid = { status: 422, error: 'invalid_content' };
export const malformed = { status: 400, error: 'invalid_request' };

/** Posts a body as it is. */
export const post = (path: string, body: string | Uint8Array, headers?: Record<string, string>) => (server: Server) =>
  server.send('POST', path, body, headers);

/** Posts a delivery as it is. */
export const raw = (text: string | Uint8Array, headers?: Record<string, string>) => post('/v1/events', text, headers);

/** Posts an event that would be right but for this change. */
export const event = (change: JsonObject) =>
  post('/v1/events', JSON.stringify({ ...created('service', 'one'), ...change }));

/** Posts an entity. */
export const entity = (body: string) => post('/v1/blueprints/service/entities', body);
