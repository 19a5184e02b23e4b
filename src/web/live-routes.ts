import { PassThrough } from 'node:stream';
import { anything, type News, type Topics } from '../app/news.ts';
import { AppError } from '../core/error.ts';
import { createLivePace } from './live-pace.ts';
import type { Routes } from './routes.ts';

/**
 * Limits of streams: how often a comment keeps one open, how long one lasts and how long its end may take, ms; how many
 * there may be, and by how much each lengthens the time between two news, ms.
 */
export type LiveLimits = { comment: number; longest: number; end: number; streams: number; pacePerStream: number };

/** After an hour the browser connects again, and its session is checked again. */
const defaults: LiveLimits = { comment: 15_000, longest: 3_600_000, end: 1_000, streams: 500, pacePerStream: 20 };

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Otherwise nginx collects the answer before it passes it on.
  'x-accel-buffering': 'no',
  // An open keep-alive connection would delay a stop.
  connection: 'close',
};

/** `GET /v1/live`: streams what changed, so that pages reload it. */
export function liveRoutes(
  { app, server }: { app: { news: Pick<News, 'subscribe'> }; server: Routes['server'] },
  limits: LiveLimits = defaults,
): void {
  const open = new Map<PassThrough, { response: { destroy(): void }; send: (message: string) => void }>();
  let stopping = false;
  const pace = createLivePace(
    () => open.size * limits.pacePerStream,
    (topics) => {
      const message = messageOf(topics);
      for (const { send } of open.values()) send(message);
    },
  );
  let unsubscribe: (() => void) | null = null;

  server.addHook('preClose', async () => {
    stopping = true;
    for (const [stream, { response }] of open) {
      stream.end();
      // A client that does not read would hold the stop.
      setTimeout(() => response.destroy(), limits.end).unref();
    }
  });

  server.get(
    '/v1/live',
    {
      exposeHeadRoute: false,
      schema: { tags: ['Operations'], summary: 'Server-sent events: what changed, such as `run:r_1`; `*` is anything' },
    },
    async (_request, reply) => {
      if (stopping) throw new AppError('unavailable', 'The service is stopping');
      if (open.size >= limits.streams) {
        throw new AppError('unavailable', 'Too many streams are open; close some pages, or poll instead');
      }
      const stream = new PassThrough();
      open.set(stream, { response: reply.raw, send: sendTo(stream) });
      unsubscribe ??= app.news.subscribe(pace.take);
      const comment = setInterval(() => {
        if (!stream.writableNeedDrain) stream.write(':\n\n');
      }, limits.comment);
      const last = setTimeout(() => stream.end(), limits.longest);
      // The response's: the request's never comes when a client vanishes.
      reply.raw.on('close', () => {
        clearInterval(comment);
        clearTimeout(last);
        open.delete(stream);
        stream.destroy();
        if (open.size > 0) return;
        pace.stop();
        unsubscribe?.();
        unsubscribe = null;
      });
      stream.write('retry: 1000\n\n');
      return reply.headers(headers).send(stream);
    },
  );
}

function messageOf(topics: Topics): string {
  return `event: changed\ndata: ${JSON.stringify(topics)}\n\n`;
}

/** Writes messages to a stream; a client that reads slowly hears of all it missed as one `*`. */
function sendTo(stream: PassThrough): (message: string) => void {
  const write = (message: string) => {
    if (stream.writable) stream.write(message);
  };
  let missed = false;
  stream.on('drain', () => {
    if (missed) write(messageOf(anything));
    missed = false;
  });
  return (message) => {
    if (stream.writableNeedDrain) missed = true;
    else write(message);
  };
}
