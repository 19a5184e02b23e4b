import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** An input or output of the Action, as action.yml has it. */
export type Field = { description: string; default?: string };

/** The inputs and outputs of `action.yml`. */
export function readAction(): { inputs: Record<string, Field>; outputs: Record<string, Field> } {
  return parse(readFileSync('action.yml', 'utf8'));
}
