/** The attributes of a span: identifiers and counts, never contents or secrets. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The parts of an event's path that have a span. */
export type SpanName =
  | 'receive webhook'
  | 'receive event'
  | 'match event'
  | 'attempt run'
  | 'follow run'
  | 'receive report';

/** A part of the work that is in progress. A span that is never ended is never sent. */
export type TraceSpan = {
  /** The `traceparent` header that continues the trace; null: there is no trace. */
  traceparent: string | null;
  /** Ends it; `failed` marks it as an error. */
  end(more?: Attributes, failed?: boolean): void;
};

/** Follows events through the service, for OpenTelemetry. */
export type Tracing = {
  /** Begins a span below another one, possibly from another service; null: a new trace. */
  begin(name: SpanName, parent: string | null | undefined, attributes?: Attributes): TraceSpan;
  /** Sends what is left, unless that takes too long. */
  stop(): Promise<void>;
};

const end = (): void => {};

/** Records nothing, but passes on incoming traces. */
export const noTracing: Tracing = {
  begin: (_name, parent) => ({ traceparent: parent ?? null, end }),
  stop: async () => {},
};
