import type { InvocationMethod } from '../automation.ts';
import type { JsonObject, JsonSchema } from '../json.ts';
import type { Reference } from './reference.ts';

/** The part of a backend that is data: what validation, the editor's schema, the docs and the page need of it. */
export type BackendSpec = {
  /** The value of `invocationMethod.type`. */
  type: string;
  /** One line for tables and menus. */
  title: string;
  /** JSON Schema of the whole invocation method, closed, with descriptions; `type` is a `const`. */
  schema: JsonSchema;
  /** A valid invocation method, shown in docs and used by the contract tests. */
  example: InvocationMethod;
  /** Other values of `type` that Port's page writes for it: accepted with a warning, carried out as `type`. */
  aliases?: readonly string[];
  /** What an invocation method refers to, as far as it says so literally; lint follows it. Absent: to nothing. */
  references?(method: JsonObject): readonly Reference[];
};

/** The schema of a field that is true or false, or a template that gives one: other text would mean false without a word. */
export function booleanOrTemplate(description: string): JsonSchema {
  return {
    type: ['boolean', 'string'],
    pattern: '^\\s*(?:true|false|[\\s\\S]*\\{\\{[\\s\\S]*)\\s*$',
    patternErrorMessage: 'must be true, false or a template that gives one of them',
    description,
  };
}

/** The backend an invocation method's `type` names, by its own name or by an alias. */
export function findBackend<B extends BackendSpec>(backends: readonly B[], type: string): B | undefined {
  return backends.find((backend) => backend.type === type || backend.aliases?.includes(type));
}
