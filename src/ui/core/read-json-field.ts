import type { Json } from '../../core/json.ts';

/** The value of a JSON field's text; `problem` says why it has none yet. Empty text means no value. */
export function readJsonField(
  text: string,
  types: readonly string[],
): { value: Json | undefined; problem: null } | { problem: string } {
  if (text.trim() === '') return { value: undefined, problem: null };
  try {
    return { value: JSON.parse(text) as Json, problem: null };
  } catch (error) {
    // Text that begins like JSON is JSON that is being typed.
    if (types.includes('string') && !/^\s*(?:[["]|\{(?!\{))/.test(text)) return { value: text, problem: null };
    if (types.every((type) => type === 'number' || type === 'integer')) return { problem: 'This is not a number' };
    return { problem: `This is not JSON yet: ${error instanceof Error ? error.message : String(error)}` };
  }
}
