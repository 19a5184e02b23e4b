import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../core/error.ts';
import type { Log } from '../world.ts';
import { type Attributes, noTracing, type SpanName, type Tracing } from './tracing.ts';

/** Where traces are sent (OTLP over HTTP), and the name of the service there; the headers may contain credentials. */
export type TracingOptions = { endpoint: string; headers: Readonly<Record<string, string>>; serviceName: string };

/** How long the collector may take for one export, and how long a stop waits for it, ms. */
const exportTimeoutMs = 5_000;
const stopTimeoutMs = 2_000;

/** How long spans are gathered before they are sent, ms, and how many may wait: beyond that they are dropped. */
const batch = { scheduledDelayMillis: 1_000, maxQueueSize: 4_096, maxExportBatchSize: 512 };

const outgoing: ReadonlySet<SpanName> = new Set(['attempt run', 'follow run']);

/** Opens tracing. OpenTelemetry's packages are loaded only when it is configured. */
export async function openTracing(
  options: TracingOptions | null,
  about: { version: string; replica: string },
  log: Log,
): Promise<Tracing> {
  if (options === null) return noTracing;
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers: { ...options.headers }, timeoutMillis: exportTimeoutMs });
  const noteResult = createResultLog(log, url);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': about.version,
      'service.instance.id': about.replica,
    }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: {
          export: (spans, done) =>
            exporter.export(spans, (result) => {
              noteResult(result.code === 0 ? null : (result.error ?? new Error('no reason given')));
              done(result);
            }),
          forceFlush: () => exporter.forceFlush(),
          shutdown: () => exporter.shutdown(),
        },
        ...batch,
      }),
    ],
  });
  const tracer = provider.getTracer('catalog-automations', about.version);
  return {
    begin(name, parent, attributes = {}) {
      const [, traceId = '', spanId = '', flags = '00'] = parent?.split('-') ?? [];
      const known = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
      const above = parent ? api.trace.setSpanContext(api.ROOT_CONTEXT, known) : api.ROOT_CONTEXT;
      const kind = outgoing.has(name) ? api.SpanKind.CLIENT : api.SpanKind.INTERNAL;
      const span = tracer.startSpan(name, { kind, attributes: named(attributes) }, above);
      const own = span.spanContext();
      return {
        traceparent: `00-${own.traceId}-${own.spanId}-${own.traceFlags.toString(16).padStart(2, '0')}`,
        end(more = {}, failed = false) {
          span.setAttributes(named(more));
          if (failed) span.setStatus({ code: api.SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    async stop() {
      await Promise.race([provider.shutdown().catch(() => {}), pause(stopTimeoutMs, null, { ref: false })]);
    },
  };
}

function named(attributes: Attributes): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[`catalog.${name}`, value]],
    ),
  );
}

/** Logs once that traces are lost, until they arrive again. */
function createResultLog(log: Log, url: string): (error: Error | null) => void {
  let isLost = false;
  return (error) => {
    if (error !== null && !isLost)
      log.warn({ url, error: messageOf(error) }, 'traces are being dropped: the collector is failing');
    if (error === null && isLost) log.info({ url }, 'traces are being sent again');
    isLost = error !== null;
  };
}
