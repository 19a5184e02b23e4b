import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { BackendSpec } from '../backend-spec.ts';
import type { JsonSchema } from '../json.ts';
import { eventSchema, frameSchema, triggerSpecs } from './parts.ts';

/** One compiled schema: the errors it finds in a value, none when it is valid. */
export type Check = (value: unknown) => readonly ErrorObject[];

/** The compiled pieces of the schema; the types in a definition say which of them look at it. */
export type Checks = {
  /** Everything but `trigger.event` and `invocationMethod`, which must only be objects with a `type`. */
  frame: Check;
  events: ReadonlyMap<string, Check>;
  methods: ReadonlyMap<string, Check>;
  backends: readonly BackendSpec[];
};

const compiled = new WeakMap<readonly BackendSpec[], Checks>();

/** Compiles the schema for a set of backends, once for each set. */
export function compileChecks(backends: readonly BackendSpec[]): Checks {
  const known = compiled.get(backends);
  if (known) return known;
  const ajv = createAjv();
  const check = (schema: JsonSchema) => lazyCheck(() => ajv.compile(schema));
  const typed = { type: 'object', properties: { type: { type: 'string' } }, required: ['type'] };
  const checks: Checks = {
    frame: check(frameSchema({ event: typed, invocationMethod: typed })),
    events: eventChecks(check),
    methods: new Map(backends.map((backend) => [backend.type, check(backend.schema)])),
    backends,
  };
  compiled.set(backends, checks);
  return checks;
}

/** Triggers with the same fields share one check: it is chosen by the type, which it need not look at again. */
function eventChecks(check: (schema: JsonSchema) => Check): Map<string, Check> {
  const byFields = new Map<string, Check>();
  return new Map(
    Object.entries(triggerSpecs).map(([type, spec]) => {
      const key = Object.keys(spec.fields).join(' ');
      const properties = { type: { type: 'string' }, ...spec.fields };
      const shared = byFields.get(key) ?? check({ ...eventSchema(type, spec), properties });
      byFields.set(key, shared);
      return [type, shared];
    }),
  );
}

/** Ajv as all our schemas are meant for it: every error at once, and keywords that editors know. */
export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
    validateFormats: false,
    // Our schemas are data of ours, and a test holds them to the meta-schema: compiling that here would take longer than
    // checking a thousand definitions.
    meta: false,
    validateSchema: false,
    code: { optimize: false },
    logger: false,
  });
  return ajv.addVocabulary(['patternErrorMessage']);
}

/** Most files need one backend and one event: compiling the others would only delay the first diagnostic. */
function lazyCheck(compile: () => ValidateFunction): Check {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= compile();
    return validate(value) ? [] : (validate.errors ?? []);
  };
}
