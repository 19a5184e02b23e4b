import type { Blueprint } from '../../catalog/blueprint.ts';
import { closest } from '../../closest.ts';
import { isObject, type Json } from '../../json.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { Path } from '../../source/places.ts';
import { splitTemplate } from '../../template/split.ts';
import { schemaType, valueType } from '../../types/blueprint-type.ts';
import { overlap } from '../../types/compare.ts';
import { describeType } from '../../types/describe-type.ts';
import {
  anyBoolean,
  anyNumber,
  anyText,
  isNothing,
  listOf,
  nothing,
  type Type,
  textOf,
  union,
  withoutNull,
} from '../../types/type.ts';
import type { WorkflowInput } from '../../workflow/workflow.ts';
import type { AutomationRule, LintContext, Subject } from '../rule.ts';
import { localWorkflows } from '../workflow-references.ts';

/** Reports values of a type that their target rejects: properties and relations of an entity, and workflow inputs. */
export const templateType: AutomationRule = {
  code: 'lint/template-type',
  severity: 'warning',
  title: 'A value of the wrong type for its target',
  why: 'The catalog or GitHub rejects the whole call, so every run would fail. A text that is one template keeps the type of its value; with anything around it, it is text.',
  example: '"mapping": { "properties": { "replicas": "{{ .event.diff.after.title }}" } } where replicas is a number',
  fix: '"replicas": "{{ .event.diff.after.properties.replicas }}"',
  check(subject, context) {
    return [...entityFindings(subject, context), ...inputFindings(subject, context)];
  },
};

/** What is written to one place, and what the place takes. */
type TemplateTarget = { path: Path; value: Json; takes: Type; what: string; words?: string };

function entityFindings(subject: Subject, { blueprints }: LintContext): Finding[] {
  return subject.references.flatMap(({ reference, base }) => {
    if (reference.type !== 'entity' || !reference.merged) return [];
    const blueprint = blueprints?.get(reference.blueprint);
    const { entity, path } = reference.merged;
    const at = [...base, ...path];
    const own = ['identifier', 'title'].flatMap((name): TemplateTarget[] => {
      const value = entity[name];
      return value === undefined ? [] : [{ path: [...at, name], value, takes: anyText, what: `\`${name}\`` }];
    });
    const targets = blueprint ? [...own, ...memberTargets(entity, at, blueprint)] : own;
    return targets.flatMap((target) => mismatch(subject, target));
  });
}

function memberTargets(entity: Readonly<Record<string, Json>>, at: Path, blueprint: Blueprint): TemplateTarget[] {
  const members = (group: string) => (isObject(entity[group]) ? Object.entries(entity[group]) : []);
  const properties = members('properties').flatMap(([name, value]): TemplateTarget[] => {
    const schema = blueprint.properties.get(name);
    const what = `The property \`${name}\` of \`${blueprint.identifier}\``;
    return schema ? [{ path: [...at, 'properties', name], value, takes: schemaType(schema), what }] : [];
  });
  const relations = members('relations').flatMap(([name, value]): TemplateTarget[] => {
    const schema = blueprint.relations.get(name);
    if (!schema || isObject(value)) return [];
    const takes = schema.many === true ? listOf(anyText) : anyText;
    const what = `The relation \`${name}\` of \`${blueprint.identifier}\``;
    return [{ path: [...at, 'relations', name], value, takes, what }];
  });
  return [...properties, ...relations];
}

function inputFindings(subject: Subject, context: LintContext): Finding[] {
  return localWorkflows(subject, context).flatMap(({ reference, file, workflow, inputsPath }) => {
    if (workflow.state !== 'read' || !workflow.inputs) return [];
    return [...workflow.inputs].flatMap(([name, input]) => {
      const value = Object.hasOwn(reference.inputs, name) ? reference.inputs[name] : undefined;
      const type = inputType(input);
      if (typeof value !== 'string' || !value.includes('{{') || !type) return [];
      return mismatch(subject, {
        path: [...inputsPath, name],
        value,
        ...type,
        what: `The input \`${name}\` of \`${file}\``,
      });
    });
  });
}

/** What an input takes, and in words; null if it takes anything. Every value is sent as text. */
function inputType({ type, options }: WorkflowInput): { takes: Type; words: string } | null {
  if (type === 'boolean') return { takes: union(anyBoolean, textOf(['true', 'false'])), words: 'true or false' };
  if (type === 'number') return { takes: union(anyNumber, anyText), words: 'a number' };
  if (type !== 'choice') return null;
  const takes = options.map((option) => union(textOf([option]), scalarType(option))).reduce(union, nothing);
  return { takes, words: describeType(textOf(options)) };
}

/** The number or truth value that is written like a text. */
function scalarType(text: string): Type {
  if (text === 'true' || text === 'false') return valueType(text === 'true');
  return text.trim() !== '' && Number.isFinite(Number(text)) ? valueType(Number(text)) : nothing;
}

function mismatch(
  subject: Subject,
  { path, value, takes, what, words = describeType(takes) }: TemplateTarget,
): Finding[] {
  const given = givenType(subject, path, value);
  const present = given && withoutNull(given);
  // A null clears a field, and a text with nothing certain about it may be anything.
  if (!present || isNothing(present) || overlap(present, takes)) return [];
  const whose = what.startsWith('`') ? `${what} of an entity` : what;
  const isTemplate = typeof value === 'string' && value.includes('{{');
  const start = `${whose} takes ${words}, but this ${isTemplate ? 'becomes' : 'is'} ${describeType(present)}`;
  const near = typeof value === 'string' && takes.texts !== 'any' ? closest(value, takes.texts) : undefined;
  if (near !== undefined && !isTemplate)
    return [{ message: `${start}; did you mean ${JSON.stringify(near)}?`, path, replacement: near }];
  return [{ message: `${start}.`, path }];
}

/** The type of a value after rendering; null if nothing is known about it. */
function givenType({ templates }: Subject, path: Path, value: Json): Type | null {
  if (typeof value !== 'string' || !value.includes('{{')) return valueType(value);
  const split = splitTemplate(value);
  if (!split.ok) return null;
  if (split.mode !== 'exact') return anyText;
  const at = JSON.stringify(path);
  const site = templates.find((one) => one.part === 'value' && JSON.stringify(one.path) === at);
  return site?.typed?.outcome.type ?? null;
}
