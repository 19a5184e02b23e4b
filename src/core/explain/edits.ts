import { closest } from '../closest.ts';
import { isObject, type Json, valueAt } from '../json.ts';
import { listed, literalOf } from '../syntax/literals.ts';
import type { Node } from '../syntax/syntax.ts';
import type { ExplainedStep, NearMissKind } from '../views/explanation.ts';
import type { StepPlan } from './step-plan.ts';

/** A change of an expression that might be what its author meant; whether it helps is for evaluation to say. */
export type Edit = { kind: NearMissKind; message: string; start: number; end: number; text: string };

/** Lists likely corrections of an expression, from the values that its steps had for an event. */
export function editsOf(plan: StepPlan, step: ExplainedStep, event: Json): Edit[] {
  const own = [...pathEdits(plan, event), ...comparisonEdits(plan, step), ...testEdits(plan)];
  return [
    ...own,
    ...plan.steps.flatMap((child, index) => {
      const explained = step.steps[index];
      return explained ? editsOf(child, explained, event) : [];
    }),
  ];
}

/** Corrections of a literal so that it fits the value that it is compared with. */
function comparisonEdits({ node, steps }: StepPlan, step: ExplainedStep): Edit[] {
  if (node.type !== 'binary' || (node.operator !== '==' && node.operator !== '!=') || steps.length === 0) return [];
  const literals = [node.left, node.right].flatMap((side) => (literalOf(side) === undefined ? [] : [side]));
  const [literal] = literals;
  const outcome = step.steps[0]?.outcome;
  if (!literal || outcome?.type !== 'value') return swapEdit(node, steps);
  const wanted = literalOf(literal);
  const side = literal === node.left ? node.right : node.left;
  const { value } = outcome;
  const path = step.steps[0]?.text ?? '';
  const edit = (kind: NearMissKind, message: string): Edit[] => [
    { kind, message, start: literal.start, end: literal.end, text: JSON.stringify(value) },
    ...swapEdit(node, steps),
  ];
  const shown = JSON.stringify(value);
  if (Array.isArray(value) && wanted !== undefined && !Array.isArray(wanted)) {
    const text = `any(${path}[]; . ${node.operator} ${JSON.stringify(wanted)})`;
    return [
      {
        kind: 'list',
        message: `${path} is a list, so ask whether it contains ${JSON.stringify(wanted)}.`,
        start: node.start,
        end: node.end,
        text,
      },
    ];
  }
  if (typeof wanted === 'string' && typeof value === 'string') {
    if (wanted !== value && wanted.trim() === value.trim())
      return edit('space', `${path} is ${shown}, which differs from ${JSON.stringify(wanted)} only in white space.`);
    if (wanted !== value && wanted.trim().toLowerCase() === value.trim().toLowerCase()) {
      return edit(
        'case',
        `${path} is ${shown}, which differs from ${JSON.stringify(wanted)} only in upper and lower case.`,
      );
    }
  }
  if (isScalar(value) && isScalar(wanted) && typeof value !== typeof wanted && String(value) === String(wanted)) {
    return edit(
      'type',
      `${path} is the ${nameOf(value)} ${shown}, not the ${nameOf(wanted)} ${JSON.stringify(wanted)}.`,
    );
  }
  return side.start === side.end ? [] : swapEdit(node, steps);
}

/** Asks the state after the change what was asked of the state before it, or the other way round. */
function swapEdit(node: Node, steps: readonly StepPlan[]): Edit[] {
  return steps.flatMap(({ keys, start, end, text }): Edit[] => {
    if (keys === null || keys[0] !== 'diff' || (keys[1] !== 'before' && keys[1] !== 'after')) return [];
    const other = keys[1] === 'before' ? 'after' : 'before';
    const swapped = text.replace(`diff.${keys[1]}`, `diff.${other}`);
    const message = `It would hold for the state ${other} the change; the condition asks about the state ${keys[1]} it.`;
    return swapped === text || node.type !== 'binary' ? [] : [{ kind: 'swapped', message, start, end, text: swapped }];
  });
}

/** Corrections of the case in functions that compare text: `test`, and the values of `IN`. */
function testEdits({ node, text, start }: StepPlan): Edit[] {
  if (node.type !== 'call') return [];
  const [only] = node.values;
  if (!only || node.values.length > 1) return [];
  if (node.name === 'test') {
    const pattern = literalOf(only);
    const message = `${text} finds it when upper and lower case count as the same.`;
    return typeof pattern === 'string'
      ? [{ kind: 'case', message, start: start + text.length - 1, end: start + text.length - 1, text: '; "i"' }]
      : [];
  }
  if (!['startswith', 'endswith', 'contains', 'IN', 'index'].includes(node.name)) return [];
  const values = listed(only).map((value) => literalOf(value));
  if (!values.every((value) => typeof value === 'string')) return [];
  const written = values.map((value) => JSON.stringify(String(value).toLowerCase())).join(', ');
  const message = `${text} holds when upper and lower case count as the same.`;
  return [
    { kind: 'case', message, start, end: start + text.length, text: `(ascii_downcase | ${node.name}(${written}))` },
  ];
}

/** Corrections of a path that does not exist: from the right root, or the closest name that exists. */
function pathEdits({ keys, start, end, text }: StepPlan, event: Json): Edit[] {
  if (keys === null || keys.length === 0 || keys.some((key) => typeof key === 'number')) return [];
  const names = keys as readonly string[];
  if (valueAt(event, ...names) !== undefined) return [];
  const edit = (kind: NearMissKind, path: readonly string[]): Edit[] => {
    const value = path.length === 0 ? undefined : valueAt(event, ...path);
    const better = pathText(path);
    if (value === undefined) return [];
    const message = `${text} does not exist; ${better} does, and is ${brief(value)}.`;
    return [{ kind, message, start, end, text: better }];
  };
  const [first] = names;
  const roots = [
    ...(first === 'event' ? [names.slice(1)] : []),
    ...['after', 'before'].flatMap((state) => [
      ['diff', state, ...names],
      ['diff', state, 'properties', ...names],
    ]),
    ...(first === 'diff'
      ? [
          [...names.slice(0, 2), 'properties', ...names.slice(2)],
          [...names.slice(0, 2), 'relations', ...names.slice(2)],
        ]
      : []),
  ];
  return [...roots.flatMap((path) => edit('root', path)), ...edit('path', respelt(event, names))];
}

/** A path with each name that does not exist replaced by the closest one that does. */
function respelt(event: Json, names: readonly string[]): string[] {
  const path: string[] = [];
  let value: Json | undefined = event;
  for (const name of names) {
    const fields: string[] = isObject(value) ? Object.keys(value) : [];
    const found = fields.includes(name) ? name : closest(name, fields);
    if (found === undefined || !isObject(value)) return [];
    path.push(found);
    value = value[found];
  }
  return path;
}

function pathText(path: readonly string[]): string {
  return path
    .map((name, index) => {
      if (/^[A-Za-z_]\w*$/.test(name)) return `.${name}`;
      return `${index === 0 ? '.' : ''}[${JSON.stringify(name)}]`;
    })
    .join('');
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function nameOf(value: Json): string {
  return typeof value === 'string' ? 'text' : typeof value;
}

function brief(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
