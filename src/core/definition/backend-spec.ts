import type { InvocationMethod } from '../automation.ts';
import type { JsonObject, JsonSchema } from '../json.ts';
import type { Reference } from './reference.ts';

/** The declarative part of a backend, used by validation, editor schemas, docs and the page. */
export type BackendSpec = {
  /** The value of `invocationMethod.type`. */
  type: string;
  /** One line for tables and menus. */
  title: string;
  /** What an invocation method calls, in a few words for lists, such as `POST example.com`; absent: the type says it. */
  label?(method: JsonObject): string;
  /** The JSON Schema of the whole invocation method: closed, with descriptions; `type` is a `const`. */
  schema: JsonSchema;
  /** A valid invocation method, shown in the docs and used by the contract tests. */
  example: InvocationMethod;
  /** Other values of `type` that Port's user interface writes: accepted with a warning, and run as `type`. */
  aliases?: readonly string[];
  /** Lists what an invocation method refers to literally, for lint; absent if it never refers to anything. */
  references?(method: JsonObject): readonly Reference[];
};

/** The schema of a field that is a boolean or a template for one; any other text would silently mean false. */
export function booleanOrTemplate(description: string): JsonSchema {
  return {
    type: ['boolean', 'string'],
    pattern: '^\\s*(?:true|false|[\\s\\S]*\\{\\{[\\s\\S]*)\\s*$',
    patternErrorMessage: 'must be true, false or a template that renders to one of them',
    description,
  };
}

/** Finds the backend for the `type` of an invocation method, by its name or an alias. */
export function findBackend<B extends BackendSpec>(backends: readonly B[], type: string): B | undefined {
  return backends.find((backend) => backend.type === type || backend.aliases?.includes(type));
}
