/** What an expression of PromQL uses: metrics with the labels that they are chosen by, and labels that it groups by. */
type Used = { metrics: { name: string; labels: string[] }[]; grouped: string[] };

const functions = ['rate', 'increase', 'histogram_quantile', 'topk', 'sum', 'max', 'min', 'avg', 'count'];
const words = ['by', 'and', 'or', 'unless'];

const token =
  /\s+|"(?:[^"\\]|\\.)*"|\[(?:\$__rate_interval|\d+[smhd])\]|[a-zA-Z_:][a-zA-Z0-9_:]*|\d+(?:\.\d+)?(?:e\d+)?|[=!]~|[=!<>]=|[-+*/<>=(){},]/y;

/** Reads an expression of the part of PromQL that the dashboard and the rules use. Throws for anything else. */
export function readPromql(text: string): Used {
  const tokens = tokensOf(text);
  const used: Used = { metrics: [], grouped: [] };
  let at = 0;
  const peek = () => tokens[at] ?? '';
  const take = (expected?: string): string => {
    const taken = tokens[at] ?? '';
    if (expected !== undefined && taken !== expected) throw new Error(`${expected} expected, not ${taken}: ${text}`);
    at += 1;
    return taken;
  };
  const names = (open: string, close: string, each: () => string): string[] => {
    take(open);
    const all: string[] = [];
    while (peek() !== close) {
      all.push(each());
      if (peek() !== close) take(',');
    }
    take(close);
    return all;
  };
  function expression(): void {
    operand();
    while (/^(?:[-+*/<>]|[=!<>]=)$/.test(peek()) || words.slice(1).includes(peek())) {
      take();
      operand();
    }
  }
  function operand(): void {
    const name = take();
    if (/^\d/.test(name)) return;
    if (name === '(') {
      expression();
      take(')');
    } else if (functions.includes(name)) {
      if (peek() === 'by') {
        take();
        used.grouped.push(...names('(', ')', take));
      }
      names('(', ')', () => {
        expression();
        return '';
      });
    } else if (/^[a-z_:]+/i.test(name)) selector(name);
    else throw new Error(`an operand expected, not ${name}: ${text}`);
  }
  function selector(name: string): void {
    const matcher = (): string => {
      const label = take();
      if (!/^(?:=|!=|=~|!~)$/.test(take()) || !take().startsWith('"')) throw new Error(`not a matcher: ${text}`);
      return label;
    };
    const labels = peek() === '{' ? names('{', '}', matcher) : [];
    if (peek().startsWith('[')) take();
    used.metrics.push({ name, labels });
  }
  expression();
  if (at < tokens.length) throw new Error(`the end expected, not ${peek()}: ${text}`);
  return used;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const from = token.lastIndex;
    const [found] = token.exec(text) ?? [];
    if (found === undefined) throw new Error(`not PromQL from ${text.slice(from)}`);
    if (found.trim() !== '') tokens.push(found);
  }
  return tokens;
}
