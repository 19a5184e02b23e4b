import type { BackendSpec } from '../../definition/backend-spec.ts';
import { triggerTypes } from '../../definition/trigger-types.ts';
import type { JsonSchema } from '../../json.ts';
import { compileSchema, type SchemaCheck } from './compile-schema.ts';
import { eventSchema, frameSchema } from './parts.ts';

/** The compiled parts of the schema; the types in a definition select which of them apply. */
export type Checks = {
  /** Everything except `trigger.event` and `invocationMethod`, which only need to be objects with a `type`. */
  frame: SchemaCheck;
  events: ReadonlyMap<string, SchemaCheck>;
  methods: ReadonlyMap<string, SchemaCheck>;
  backends: readonly BackendSpec[];
};

const compiled = new WeakMap<readonly BackendSpec[], Checks>();

/** Compiles the schema for a set of backends, once per set. */
export function compileChecks(backends: readonly BackendSpec[]): Checks {
  const known = compiled.get(backends);
  if (known) return known;
  const { frame, events, methods } = definitionSchemas(backends);
  const checks: Checks = {
    frame: compileSchema(frame),
    events: compileEach(events),
    methods: compileEach(methods),
    backends,
  };
  compiled.set(backends, checks);
  return checks;
}

/** The parts of the schema that are compiled: the frame, and the events and invocation methods by type. */
export function definitionSchemas(backends: readonly BackendSpec[]) {
  const typed = { type: 'object', properties: { type: { type: 'string' } }, required: ['type'] };
  return {
    frame: frameSchema({ event: typed, invocationMethod: typed }),
    events: eventSchemas(),
    methods: new Map(backends.map((backend) => [backend.type, backend.schema])),
  };
}

/** Triggers with the same fields share a schema, which does not check the type that selected it. */
function eventSchemas(): Map<string, JsonSchema> {
  const byFields = new Map<string, JsonSchema>();
  return new Map(
    Object.entries(triggerTypes).map(([type, spec]) => {
      const key = Object.keys(spec.fields).join(' ');
      const properties = { type: { type: 'string' }, ...spec.fields };
      const shared = byFields.get(key) ?? { ...eventSchema(type, spec), properties };
      byFields.set(key, shared);
      return [type, shared];
    }),
  );
}

/** Compiles a schema that several types share only once. */
function compileEach(schemas: ReadonlyMap<string, JsonSchema>): Map<string, SchemaCheck> {
  const checks = new Map([...new Set(schemas.values())].map((schema) => [schema, compileSchema(schema)]));
  return new Map(
    [...schemas].flatMap(([type, schema]) => {
      const check = checks.get(schema);
      return check ? [[type, check] as const] : [];
    }),
  );
}
