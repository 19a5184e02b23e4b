import { stringify } from 'yaml';
import { issueCodes } from '../../core/issue/codes/index.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { readYaml } from '../../core/source/read-yaml.ts';

/** Formats a definition as YAML, as in a file of definitions. */
export function yamlOf(definition: JsonObject): string {
  return stringify(definition, { lineWidth: 0 });
}

/** Reads the definition from YAML in the same way as from files, or says why there is none. */
export function readDefinition(text: string): { value: JsonObject; problem: null } | { value: null; problem: string } {
  const { values, findings } = readYaml(text);
  const wrong = findings.find(({ code }) => issueCodes[code].severity === 'error');
  if (wrong !== undefined) return { value: null, problem: wrong.message };
  const [value] = values;
  if (values.length === 1 && isObject(value)) return { value, problem: null };
  return { value: null, problem: 'A definition is one mapping, which begins as `identifier: …`' };
}
