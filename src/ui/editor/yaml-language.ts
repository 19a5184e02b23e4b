import { StreamLanguage, type StringStream } from '@codemirror/language';

/** Enough of YAML to color it: keys, strings, numbers, words with a meaning, and comments. */
export const yamlLanguage = StreamLanguage.define<{ quote: string | null }>({
  name: 'yaml',
  startState: () => ({ quote: null }),
  token(stream, state) {
    if (state.quote !== null) return inQuotes(stream, state);
    if (stream.eatSpace()) return null;
    if (stream.match(/#.*/)) return 'comment';
    if (stream.match(/-(?=\s|$)/)) return 'punctuation';
    // A key ends at the first colon before a space.
    if (stream.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s#"'{}[\],&*!|>%@`][^#]*?)(?=\s*:(?:\s|$))/))
      return 'propertyName';
    const quote = stream.peek();
    if (quote === '"' || quote === "'") {
      stream.next();
      state.quote = quote;
      return inQuotes(stream, state);
    }
    if (stream.match(/(?:true|false|null|~|-?\d+(?:\.\d+)?)(?=\s*(?:#|$|[,\]}]))/)) return 'number';
    if (stream.match(/[:{}[\],]/) || stream.match(/[|>][+-]?\d*(?=\s*$)/)) return 'punctuation';
    stream.next();
    stream.match(/[^\s,\]}#]*(?:\s+[^\s,\]}#:]+)*/);
    return 'string';
  },
});

function inQuotes(stream: StringStream, state: { quote: string | null }): string {
  for (let next = stream.next(); next !== undefined; next = stream.next()) {
    if (next === '\\' && state.quote === '"') stream.next();
    else if (next === state.quote) {
      state.quote = null;
      break;
    }
  }
  return 'string';
}
