/** The kinds of jq's tokens. `text` is a part of a string, `open` and `close` enclose an interpolation in one. */
export type TokenKind =
  | 'field'
  | 'name'
  | 'variable'
  | 'format'
  | 'number'
  | 'sign'
  | 'quote'
  | 'text'
  | 'open'
  | 'close'
  | 'comment'
  | 'invalid'
  | 'end';

/** A token of a jq program; offsets count UTF-16 units, `end` is exclusive. */
export type Token = { kind: TokenKind; text: string; start: number; end: number };

const code =
  /[ \t\r\n]*(?:(\.[A-Za-z_]\w*)|((?:[A-Za-z_]\w*::)*[A-Za-z_]\w*)|(\$(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*)|(@\w+)|((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(\?\/\/|\/\/=|\.\.|[=!<>|+*/%-]=|\/\/|[.?=;,:|+\-*/%$<>()[\]{}])|(")|(#)|($)|([\s\S]))/uy;

const kinds: readonly TokenKind[] = [
  'field',
  'name',
  'variable',
  'format',
  'number',
  'sign',
  'quote',
  'comment',
  'end',
  'invalid',
];

const content = /(?:[^"\\]|\\(?!\()[\s\S])+/uy;

/**
 * Splits a jq program into tokens as jq's own lexer does, the comments among them; the last token is `end`. It never
 * fails: what jq rejects is an `invalid` token, and an open string ends with the text.
 */
export function tokensOf(program: string): Token[] {
  const tokens: Token[] = [];
  // One entry per open string: the number of open parentheses in its current interpolation.
  const strings: number[] = [];
  let inString = false;
  const add = (kind: TokenKind, start: number, end: number) =>
    tokens.push({ kind, text: program.slice(start, end), start, end });
  for (let at = 0; ; ) {
    if (inString) {
      const end = contentEnd(program, at);
      if (end > at) add('text', at, end);
      at = end;
      if (program[at] === '"') {
        inString = false;
        strings.pop();
        add('quote', at, at + 1);
        at += 1;
      } else if (program[at] === '\\' && program[at + 1] === '(') {
        inString = false;
        add('open', at, at + 2);
        at += 2;
      } else {
        if (at < program.length) add('invalid', at, program.length);
        add('end', program.length, program.length);
        return tokens;
      }
      continue;
    }
    code.lastIndex = at;
    const match = code.exec(program);
    if (!match) return tokens;
    const kind = kinds[match.findIndex((group, index) => index > 0 && group !== undefined) - 1] ?? 'invalid';
    const end = code.lastIndex;
    const start = end - (match.slice(1).find((group) => group !== undefined) ?? '').length;
    at = end;
    if (kind === 'quote') {
      add('quote', start, end);
      strings.push(0);
      inString = true;
    } else if (kind === 'comment') {
      at = commentEnd(program, start);
      add('comment', start, at);
    } else if (kind === 'sign' && strings.length > 0 && program[start] === ')' && strings.at(-1) === 0) {
      add('close', start, end);
      inString = true;
    } else {
      if (kind === 'sign' && strings.length > 0) count(strings, program.charAt(start));
      add(kind, start, end);
      if (kind === 'end') return tokens;
    }
  }
}

function count(strings: number[], sign: string): void {
  const change = sign === '(' ? 1 : sign === ')' ? -1 : 0;
  if (change !== 0) strings.push((strings.pop() ?? 0) + change);
}

function contentEnd(program: string, at: number): number {
  content.lastIndex = at;
  return content.test(program) ? content.lastIndex : at;
}

/** The end of a comment: a line break, unless an odd number of backslashes before it continues the comment. */
function commentEnd(program: string, start: number): number {
  for (let at = start; ; ) {
    const newline = program.indexOf('\n', at);
    if (newline === -1) return program.length;
    const escapes = /\\*\r?$/.exec(program.slice(start, newline))?.[0].replace('\r', '').length ?? 0;
    if (escapes % 2 === 0) return newline;
    at = newline + 1;
  }
}
