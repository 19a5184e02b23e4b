import { PassThrough } from 'node:stream';
import { anything, type News, type Topics } from '../app/news.ts';
import { AppError } from '../core/error.ts';
import type { Routes } from './routes.ts';

/** Limits of streams: how often a comment keeps one open, how long one lasts and how long its end may take, ms. */
export type LiveLimits = { comment: number; longest: number; end: number; streams: number };

/** After an hour the browser connects again, and its session is checked again. */
const defaults: LiveLimits = { comment: 15_000, longest: 3_600_000, end: 1_000, streams: 500 };

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Otherwise nginx collects the answer before it passes it on.
  'x-accel-buffering': 'no',
  // An open keep-alive connection would delay a stop.
  connection: 'close',
};

/** `GET /v1/live`: a stream of what changed, so that pages read it again. */
export function liveRoutes(
  { app, server }: { app: { news: Pick<News, 'subscribe'> }; server: Routes['server'] },
  limits: LiveLimits = defaults,
): void {
  const open = new Map<PassThrough, { destroy(): void }>();
  let stopping = false;

  server.addHook('preClose', async () => {
    stopping = true;
    for (const [stream, response] of open) {
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
        throw new AppError('unavailable', 'Too many streams are open; close some pages, or ask again now and then');
      }
      const stream = new PassThrough();
      const unsubscribe = app.news.subscribe(sendTo(stream));
      open.set(stream, reply.raw);
      const comment = setInterval(() => {
        if (!stream.writableNeedDrain) stream.write(':\n\n');
      }, limits.comment);
      const last = setTimeout(() => stream.end(), limits.longest);
      // The response's: the request's never comes when a client vanishes.
      reply.raw.on('close', () => {
        unsubscribe();
        clearInterval(comment);
        clearTimeout(last);
        open.delete(stream);
        stream.destroy();
      });
      stream.write('retry: 1000\n\n');
      return reply.headers(headers).send(stream);
    },
  );
}

/** Writes news to a stream; a client that reads slowly hears of all it missed as one `*`. */
function sendTo(stream: PassThrough): (topics: Topics) => void {
  const write = (topics: Topics) => {
    if (stream.writable) stream.write(`event: changed\ndata: ${JSON.stringify(topics)}\n\n`);
  };
  let missed = false;
  stream.on('drain', () => {
    if (missed) write(anything);
    missed = false;
  });
  return (topics) => {
    if (stream.writableNeedDrain) missed = true;
    else write(topics);
  };
}
