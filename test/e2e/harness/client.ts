import type { Json, JsonObject } from '../../../src/core/json.ts';
import { until } from './until.ts';

/** An answer of the service; `body` is empty where it was no JSON. */
export type Answer = { status: number; headers: Headers; text: string; body: JsonObject };

/** A run as the API shows it, as far as tests look. */
export type RunView = {
  id: string;
  status: string;
  action: { identifier: string };
  summary?: string;
  statusLabel?: string;
  link: string[];
  payload?: JsonObject;
  response?: Json;
  externalRunId?: string;
  endedAt?: string;
  execution: {
    phase: string;
    event: string;
    reason: Json;
    attempts: number;
    nextAttemptAt: string | null;
    target: string | null;
    parked: { since: string | null; until: string; because: string } | null;
    depth: number;
    chain: string[];
    repeats: string | null;
    held: JsonObject | null;
    history: { attempt: number; outcome: string; statusCode: number | null; message: string | null }[];
  };
};

/** An event as the API shows it. */
export type EventView = JsonObject & {
  id: string;
  action: string;
  context: JsonObject;
  diff: { before: JsonObject | null; after: JsonObject | null };
  execution: {
    source: string;
    matchedAt: string | null;
    depth: number;
    chain: string[];
    errors: { automation: string; message: string }[];
  };
};

/** What `POST /v1/events` says of each event. */
export type Received = {
  id: string;
  duplicate: boolean;
  runs: { id: string; automation: string }[];
  errors: { automation: string; message: string }[];
};

/** A client of the service. */
export type Client = ReturnType<typeof createClient>;

/** Opens a client; Basic credentials unless a request brings its own `authorization`. */
export function createClient(url: () => string, credentials: () => { id: string; secret: string }) {
  async function send(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { id, secret } = credentials();
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const all: Record<string, string> = { authorization: basic, ...headers };
    if (body !== undefined && all['content-type'] === undefined) all['content-type'] = 'application/json';
    if (all.authorization === '') delete all.authorization;
    const response = await fetch(`${url()}${path}`, { method, headers: all, ...(body !== undefined && { body }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  }

  /** Sends JSON and expects success; anything else fails with the answer. */
  async function call<T = JsonObject>(method: string, path: string, body?: Json): Promise<T> {
    const answer = await send(method, path, body === undefined ? undefined : JSON.stringify(body));
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body as T;
  }

  const run = async (id: string): Promise<RunView> =>
    (await call<{ run: RunView }>('GET', `/v1/actions/runs/${id}`)).run;
  const runs = async (query = ''): Promise<RunView[]> =>
    (await call<{ runs: RunView[] }>('GET', `/v1/actions/runs?limit=1000${query && `&${query}`}`)).runs;
  const events = async (): Promise<EventView[]> =>
    (await call<{ events: EventView[] }>('GET', '/v1/events?limit=1000')).events;

  return {
    credentials,
    send,
    call,
    run,
    runs,
    events,
    event: async (id: string): Promise<EventView & { runs: { id: string; automation: string }[] }> =>
      (await call<{ event: EventView & { runs: { id: string; automation: string }[] } }>('GET', `/v1/events/${id}`))
        .event,
    /** Creates automations. */
    async automate(...definitions: JsonObject[]): Promise<void> {
      for (const definition of definitions) await call('POST', '/v1/actions', definition);
    },
    /** Sends events as one delivery. */
    emit: async (...sent: JsonObject[]): Promise<Received[]> =>
      (await call<{ events: Received[] }>('POST', '/v1/events', sent)).events,
    /** Waits until a run is in a phase, `ended` by default. */
    runIn: (id: string, phase = 'ended'): Promise<RunView> =>
      until(
        () => run(id),
        ({ execution }) => execution.phase === phase,
      ),
    /** The messages of a run's log. */
    logs: async (id: string): Promise<string[]> =>
      (await call<{ runLogs: { message: string }[] }>('GET', `/v1/actions/runs/${id}/logs`)).runLogs.map(
        ({ message }) => message,
      ),
    /** An entity of the built-in catalog; null when there is none. */
    async entity(blueprint: string, id: string): Promise<JsonObject | null> {
      const answer = await send('GET', `/v1/blueprints/${blueprint}/entities/${encodeURIComponent(id)}`);
      return answer.status === 404 ? null : (answer.body.entity as JsonObject);
    },
    /** Creates an entity, or merges into it. */
    upsert: (blueprint: string, entity: JsonObject): Promise<JsonObject> =>
      call('POST', `/v1/blueprints/${blueprint}/entities?upsert=true&merge=true`, entity),
  };
}

function parse(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}
