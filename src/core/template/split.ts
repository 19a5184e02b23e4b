/** A part of a string: literal text, or a jq expression and its range (UTF-16 offsets, end exclusive). */
export type TemplatePart =
  | { type: 'text'; text: string }
  | { type: 'jq'; expression: string; start: number; end: number };

/**
 * How a string renders: `plain` has no template; `exact` is a single template surrounded only by white space, whose
 * result keeps its JSON type; `mixed` renders to text.
 */
export type TemplateMode = 'plain' | 'exact' | 'mixed';

/** A split string, or the error and its UTF-16 offset. */
export type SplitTemplate =
  | { ok: true; mode: TemplateMode; parts: TemplatePart[] }
  | { ok: false; message: string; offset: number };

/**
 * Splits a string at its `{{ … }}` templates as Port does. Inside a template, `"` and `'` hide braces until the same
 * quote, and `\` hides one character. Braces are not counted: the first `}}` closes, so `{{ {a: {b: 1}} }}` is an
 * error. A third brace belongs to the expression when opening, and to the text when closing.
 */
export function splitTemplate(text: string): SplitTemplate {
  const parts: TemplatePart[] = [];
  let textStart = 0;
  let open = -1;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    const inside = open >= 0;
    if (inside && char === '\\') at++;
    else if (inside && (char === '"' || char === "'")) {
      if (quote === '') quote = char;
      else if (quote === char) quote = '';
    } else if (quote === '' && char === '{' && text[at - 1] === '{') {
      if (inside) return failed(at - 1, nested(open));
      if (at - 1 > textStart) parts.push({ type: 'text', text: text.slice(textStart, at - 1) });
      open = at + 1;
      if (text[at + 1] === '{') at++;
    } else if (quote === '' && char === '}' && text[at - 1] === '}') {
      if (!inside) return failed(at - 1, stray);
      parts.push({ type: 'jq', expression: text.slice(open, at - 1), start: open, end: at - 1 });
      textStart = at + 1;
      open = -1;
      if (text[at + 1] === '}') at++;
    }
  }
  if (open >= 0) return failed(open - 2, quote === '' ? unclosed : unclosedQuote(quote));
  if (textStart < text.length) parts.push({ type: 'text', text: text.slice(textStart) });
  return { ok: true, mode: modeOf(text, parts), parts };
}

/** Port checks the ends of the trimmed string, so the extra brace of `{{.a}}}` is dropped instead of kept as text. */
function modeOf(text: string, parts: readonly TemplatePart[]): TemplateMode {
  const templates = parts.filter((part) => part.type === 'jq').length;
  if (templates === 0) return 'plain';
  const trimmed = text.trim();
  return templates === 1 && trimmed.startsWith('{{') && trimmed.endsWith('}}') ? 'exact' : 'mixed';
}

function failed(offset: number, message: string): SplitTemplate {
  return { ok: false, message, offset };
}

const stray = 'This }} has no opening {{. Put a space between the braces, or write {{ "}}" }} for the literal text.';
const unclosed = 'This {{ is not closed by }}.';

function unclosedQuote(quote: string): string {
  return `This {{ is not closed by }}: a quote (${quote}) is still open at the end, and braces inside quotes do not count.`;
}

function nested(open: number): string {
  return `This {{ is inside the template that starts at character ${open - 1}, and templates cannot be nested. In a jq object, put a space between the braces.`;
}
