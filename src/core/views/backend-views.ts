import type { BackendSpec } from '../definition/backend-spec.ts';
import { withFieldTitles } from '../definition/field-title.ts';
import type { BackendView } from './form-view.ts';

/** Backends as a form shows them, each field with a title. */
export function backendViews(backends: readonly BackendSpec[]): BackendView[] {
  return backends.map(({ type, title, schema, example }) => ({
    type,
    title: typeof schema.title === 'string' ? schema.title : type,
    description: title,
    schema: withFieldTitles(schema),
    example,
  }));
}
