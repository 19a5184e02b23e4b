import { closest } from '../closest.ts';
import { isObject, type Json, valueAt } from '../json.ts';
import { invisibleIn, withoutInvisible } from '../source/invisible.ts';
import { plainLooking, visibleJson } from '../source/look-alike.ts';
import { listed, literalOf } from '../syntax/literals.ts';
import type { Node } from '../syntax/syntax.ts';
import type { NearMissKind } from '../views/explanation.ts';
import type { EvaluatedStep } from './evaluated.ts';
import type { StepPlan } from './step-plan.ts';

/** A change of an expression that might be what its author meant; whether it helps is for evaluation to say. */
export type Edit = { kind: NearMissKind; message: string; start: number; end: number; text: string };

/** Lists likely corrections of an expression, from the values that its steps had for an event; each of them once. */
export function editsOf(step: EvaluatedStep): Edit[] {
  const all = new Map<string, Edit>();
  for (const edit of allEdits(step)) {
    const key = `${edit.start} ${edit.end} ${edit.text}`;
    if (!all.has(key)) all.set(key, edit);
  }
  const found = [...all.values()];
  // That both states were confused is the least likely of all mistakes.
  return [...found.filter(({ kind }) => kind !== 'swapped'), ...found.filter(({ kind }) => kind === 'swapped')];
}

function allEdits(step: EvaluatedStep): Edit[] {
  const { plan } = step;
  return [...pathEdits(step), ...comparisonEdits(step), ...testEdits(plan), ...step.steps.flatMap(allEdits)];
}

/** Corrections of a literal so that it fits the value that it is compared with. */
function comparisonEdits({ plan: { node }, steps }: EvaluatedStep): Edit[] {
  if (node.type !== 'binary' || (node.operator !== '==' && node.operator !== '!=') || steps.length === 0) return [];
  const literals = [node.left, node.right].flatMap((side) => (literalOf(side) === undefined ? [] : [side]));
  const [literal] = literals;
  const compared = steps[0]?.view;
  const outcome = compared?.outcome;
  if (!literal || outcome?.type !== 'value') return swapEdit(node, steps);
  const wanted = literalOf(literal);
  const side = literal === node.left ? node.right : node.left;
  const { value } = outcome;
  const path = compared?.text === '.' ? 'One of the values' : (compared?.text ?? '');
  const shown = visibleJson(JSON.stringify(value));
  const edit = (kind: NearMissKind, message: string): Edit[] => [
    { kind, message, start: literal.start, end: literal.end, text: shown },
    ...swapEdit(node, steps),
  ];
  if (Array.isArray(value) && wanted !== undefined && !Array.isArray(wanted)) {
    const text = `any(${compared?.text === '.' ? '.' : path}[]; . ${node.operator} ${JSON.stringify(wanted)})`;
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
    const hidden = hiddenDifference(wanted, value);
    if (hidden !== null) {
      const other = visibleJson(JSON.stringify(wanted));
      return edit(hidden.kind, `${path} is ${shown}, which differs from ${other} only by ${hidden.what}.`);
    }
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

/** A difference that cannot be seen: an invisible character, or a letter of another alphabet that looks the same. */
function hiddenDifference(wanted: string, value: string): { kind: NearMissKind; what: string } | null {
  if (wanted === value) return null;
  const [one, other] = [withoutInvisible(wanted).trim(), withoutInvisible(value).trim()];
  if (one === other) {
    const isVisible = invisibleIn(wanted).length + invisibleIn(value).length === 0;
    return isVisible ? null : { kind: 'space', what: 'an invisible character' };
  }
  return plainLooking(one) === plainLooking(other) ? { kind: 'look-alike', what: 'a look-alike character' } : null;
}

/** Asks the state after the change what was asked of the state before it, or the other way round. */
function swapEdit(node: Node, steps: readonly EvaluatedStep[]): Edit[] {
  return steps.flatMap(({ plan: { keys, isRoot, start, end, text } }): Edit[] => {
    if (keys === null || !isRoot || keys[0] !== 'diff' || (keys[1] !== 'before' && keys[1] !== 'after')) return [];
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
function pathEdits({ plan, input }: EvaluatedStep): Edit[] {
  const { kind, keys, start, end, text, isRoot } = plan;
  if (kind !== 'path' || keys === null || keys.length === 0 || input === undefined) return [];
  if (keys.some((key) => typeof key === 'number')) return [];
  const names = keys as readonly string[];
  if (valueAt(input, ...names) !== undefined) return [];
  const edit = (kind: NearMissKind, path: readonly string[]): Edit[] => {
    const value = path.length === 0 ? undefined : valueAt(input, ...path);
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
  const rooted = isRoot ? roots.flatMap((path) => edit('root', path)) : [];
  return [...rooted, ...edit('path', respelt(input, names))];
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
