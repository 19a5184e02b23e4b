import type { Browser } from 'playwright-core';
import { type Server, startServer } from '../harness/server.ts';
import { type Sink, startSink } from '../harness/sink.ts';
import { launch } from './browser.ts';

/** A browser, the service whose page it opens, and a receiver that the service may call. */
export type PageWorld = { browser: Browser; server: Server; sink: Sink; [Symbol.asyncDispose](): Promise<void> };

/** Starts a browser and a service for it. */
export async function startPageWorld(): Promise<PageWorld> {
  const [browser, sink] = await Promise.all([launch(), startSink()]);
  const server = await startServer({ ALLOWED_HOSTS: sink.host });
  return {
    browser,
    server,
    sink,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await sink[Symbol.asyncDispose]();
    },
  };
}

/** Creates a service in the catalog; gives the run that this starts, once it has ended, and its event. */
export async function addService(
  server: Server,
  title?: string,
  properties: Record<string, string> = {},
): Promise<{ runId: string; eventId: string }> {
  await server.upsert('service', { identifier: 'checkout', ...(title !== undefined && { title }), properties });
  const [run] = await server.runs();
  const { id, execution } = await server.runIn(run?.id ?? '');
  return { runId: id, eventId: execution.event };
}
