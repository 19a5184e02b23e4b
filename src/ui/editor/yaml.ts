import { stringify } from 'yaml';
import { issueCodes } from '../../core/issue/codes/index.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { readYaml } from '../../core/source/read-yaml.ts';

/** A definition as a YAML file of definitions has it. */
export function yamlOf(definition: JsonObject): string {
  return stringify(definition, { lineWidth: 0 });
}

/** The definition that YAML means, read as files are; or why it means none. */
export function readDefinition(text: string): { value: JsonObject; problem: null } | { value: null; problem: string } {
  const { values, findings } = readYaml(text);
  const wrong = findings.find(({ code }) => issueCodes[code].severity === 'error');
  if (wrong !== undefined) return { value: null, problem: wrong.message };
  const [value] = values;
  if (values.length === 1 && isObject(value)) return { value, problem: null };
  return { value: null, problem: 'A definition is one mapping, which begins as `identifier: …`' };
}
