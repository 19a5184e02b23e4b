import { SyntaxProblem } from './syntax-problem.ts';
import { type Token, tokensOf } from './tokenize.ts';

/** Reads the tokens of a program one after another; what does not fit throws a SyntaxProblem. */
export type TokenCursor = {
  peek(): Token;
  next(): Token;
  /** The end of the last token that was read. */
  end(): number;
  /** Reads a sign if it is next. */
  sign(text: string): boolean;
  /** Reads a keyword if it is next. */
  word(text: string): boolean;
  expect(sign: string): void;
  /** Reads a name that is not a keyword. */
  name(): string;
  variable(): string;
  isKeyword(name: string): boolean;
  /** Returns the text of a string, unless it contains an escape that does not exist. */
  checked(text: string): string;
  fail(): never;
  failBefore(): never;
};

const keywords: ReadonlySet<string> = new Set(
  'def as reduce foreach if then else elif end and or try catch label import include module'.split(' '),
);

/** Creates a cursor at the start of a program. */
export function createCursor(program: string): TokenCursor {
  const tokens = tokensOf(program).filter(({ kind }) => kind !== 'comment');
  const last = tokens.at(-1) ?? { kind: 'end', text: '', start: program.length, end: program.length };
  let at = 0;
  const peek = (): Token => tokens[at] ?? last;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const fail = (): never => {
    throw new SyntaxProblem(peek().start);
  };
  const failBefore = (): never => {
    at -= 1;
    return fail();
  };
  const take = (kind: Token['kind'], text: string): boolean => {
    const token = peek();
    if (token.kind !== kind || token.text !== text) return false;
    at += 1;
    return true;
  };
  return {
    peek,
    next,
    end: () => tokens[at - 1]?.end ?? 0,
    sign: (text) => take('sign', text),
    word: (text) => take('name', text),
    expect: (sign) => void (take('sign', sign) || fail()),
    name: () => (peek().kind === 'name' && !keywords.has(peek().text) ? next().text : fail()),
    variable: () => (peek().kind === 'variable' && peek().text !== '$__loc__' ? next().text : fail()),
    isKeyword: (name) => keywords.has(name),
    checked: (text) => (hasBadEscape(text) ? failBefore() : text),
    fail,
    failBefore,
  };
}

/** True if a string contains an escape that jq does not know, or half a surrogate pair. */
function hasBadEscape(text: string): boolean {
  if (!text.includes('\\')) return false;
  try {
    const value: unknown = JSON.parse(`"${text.replaceAll(/\p{Cc}/gu, ' ')}"`);
    return /\p{Surrogate}/u.test(String(value));
  } catch {
    return true;
  }
}
