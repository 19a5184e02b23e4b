import type { JqResult } from '../../../src/core/expression/expression.ts';
import type { Json } from '../../../src/core/json.ts';

/** A second implementation of Port's template rules, written from the rules alone, as a reference for the real one. */
export type Evaluate = (expression: string) => JqResult;

/** Thrown for what is an error by the rules. */
export class TemplateError extends Error {}

type State = {
  mode: 'text' | 'template' | 'double' | 'single' | 'escape';
  back: State['mode'];
  pieces: Piece[];
  skip: number;
};
type Piece = { kind: 'text' | 'jq'; chars: string[] };

/** Splits a string with a state machine that looks at one character at a time and knows only the one before. */
export function pieces(text: string): Piece[] {
  let state: State = { mode: 'text', back: 'text', pieces: [{ kind: 'text', chars: [] }], skip: -1 };
  const units = text.split('');
  units.forEach((unit, at) => {
    state = step(state, unit, at, units);
  });
  if (state.mode !== 'text') throw new TemplateError('unclosed');
  return state.pieces.filter((piece) => piece.kind === 'jq' || piece.chars.length > 0);
}

function step(state: State, unit: string, at: number, units: readonly string[]): State {
  const current = state.pieces.at(-1);
  const put = (): State => {
    current?.chars.push(unit);
    return state;
  };
  if (state.skip === at) return put();
  const pair = units[at - 1] === unit;
  const next = units[at + 1] === unit ? at + 1 : -1;
  switch (state.mode) {
    case 'escape':
      put();
      return { ...state, mode: state.back };
    case 'double':
    case 'single':
      put();
      if (unit === '\\') return { ...state, mode: 'escape', back: state.mode };
      return unit === (state.mode === 'double' ? '"' : "'") ? { ...state, mode: 'template' } : state;
    case 'template':
      if (unit === '{' && pair) throw new TemplateError('nested');
      if (unit === '}' && pair) {
        current?.chars.pop();
        return { ...state, mode: 'text', skip: next, pieces: [...state.pieces, { kind: 'text', chars: [] }] };
      }
      put();
      if (unit === '\\') return { ...state, mode: 'escape', back: 'template' };
      if (unit === '"') return { ...state, mode: 'double' };
      return unit === "'" ? { ...state, mode: 'single' } : state;
    case 'text':
      if (unit === '}' && pair) throw new TemplateError('stray');
      if (unit !== '{' || !pair) return put();
      current?.chars.pop();
      return { ...state, mode: 'template', skip: next, pieces: [...state.pieces, { kind: 'jq', chars: [] }] };
  }
}

/** Renders a definition; `undefined` disappears when the result is written as JSON, as in the original. */
export function renderByRules(definition: Json, evaluate: Evaluate): unknown {
  if (typeof definition === 'string') return renderText(definition, evaluate);
  if (Array.isArray(definition)) return definition.map((item) => renderByRules(item, evaluate));
  if (definition === null || typeof definition !== 'object') return definition;
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(definition)) {
    if (/^\{\{ *spreadValue\( *\) *\}\}$/.test(key)) {
      const spread = renderByRules(value, evaluate);
      if (typeof spread !== 'object' || spread === null) throw new TemplateError('spread');
      entries.push(...Object.entries(spread));
      continue;
    }
    const name = renderText(key, evaluate);
    if (name === undefined || name === null || name === '') continue;
    if (typeof name !== 'string') throw new TemplateError('key');
    entries.push([name, renderByRules(value, evaluate)]);
  }
  return Object.fromEntries(entries);
}

function renderText(text: string, evaluate: Evaluate): unknown {
  const cut = pieces(text);
  const value = (piece: Piece) => {
    const result = evaluate(piece.chars.join(''));
    return result.ok ? result.value : null;
  };
  const [only, ...others] = cut.filter((piece) => piece.kind === 'jq');
  if (!only) return text;
  if (others.length === 0 && /^\s*\{\{/.test(text) && /\}\}\s*$/.test(text)) return value(only);
  return cut
    .map((piece) => {
      if (piece.kind === 'text') return piece.chars.join('');
      const result = value(piece);
      return typeof result === 'string' ? result : String(JSON.stringify(result));
    })
    .join('');
}
