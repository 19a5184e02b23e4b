import type { IncomingHttpHeaders } from 'node:http';
import { startLoopback } from './loopback.ts';

/** A span as a collector gets it. */
type ReceivedSpan = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number };
};

type Export = {
  resourceSpans: { resource: { attributes: ReceivedSpan['attributes'] }; scopeSpans: { spans: ReceivedSpan[] }[] }[];
};

/** An OpenTelemetry collector that keeps what it gets (OTLP over HTTP, JSON). */
export async function startCollector() {
  const texts: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = await startLoopback(async (request, response) => {
    if (request.method !== 'POST' || request.url.pathname !== '/v1/traces') {
      response.writeHead(404).end();
      return;
    }
    texts.push(request.body.toString('utf8'));
    headers.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const all = () => texts.flatMap((text) => (JSON.parse(text) as Export).resourceSpans);
  return {
    url: server.url,
    headers,
    text: () => texts.join('\n'),
    resources: () => all().map(({ resource }) => resource.attributes),
    spans: () => all().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
