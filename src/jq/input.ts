import type { Json } from '../core/json.ts';

/** An input as JSON text; `index` is its position among the inputs of the caller. */
export type JqInput = { index: number; text: string };

const maxTextLength = 8 * 1024 * 1024;
const maxSliceLength = 1024 * 1024;
/** jq's stack in WebAssembly has room for a few thousand levels; deeper input would crash the instance. */
const maxDepth = 500;

/**
 * Converts an input to JSON; null if it is nested too deeply even for that. Half a surrogate pair becomes U+FFFD, as in
 * any UTF-8 text, because jq would reject the whole input.
 */
export function inputText(input: Json): string | null {
  let text: string;
  try {
    text = JSON.stringify(input);
  } catch {
    return null;
  }
  if (!text.includes('\\ud')) return text;
  return text.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'));
}

/** Explains why an input is not passed to jq; null if it is. */
export function refusedInput(text: string): string | null {
  if (text.length > maxTextLength) return 'The input is larger than 8 MB.';
  return depthOf(text) > maxDepth ? tooDeep : null;
}

/** The error for an input that is nested too deeply. */
export const tooDeep = `The input is nested more than ${maxDepth} levels deep.`;

/** The nesting depth of arrays and objects in a JSON text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openBrace || code === openBracket) deepest = Math.max(deepest, ++depth);
    else if (code === closeBrace || code === closeBracket) depth--;
  }
  return deepest;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return text.length;
}

/** Splits inputs, in order, into slices of about 1 MB, because jq needs many times as much memory as its input. */
export function slices(inputs: readonly JqInput[]): JqInput[][] {
  const all: JqInput[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const input of inputs) {
    if (size + input.text.length > maxSliceLength) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(input);
    size += input.text.length;
  }
  return all;
}
