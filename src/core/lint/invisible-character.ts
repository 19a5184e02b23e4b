import { invisibleIn } from '../source/invisible.ts';
import { codeOf } from '../syntax/code.ts';
import type { TextRule } from './rule.ts';

/** Reports invisible characters where they make a difference. */
export const invisibleCharacter: TextRule = {
  code: 'lint/invisible-character',
  severity: 'warning',
  isCause: true,
  title: 'An invisible character',
  why: 'It was probably pasted along with other text. Comparisons with it are never equal, and a URL with it leads elsewhere.',
  example: '".diff.after.properties.status == \\"prod\\u200b\\""',
  fix: '".diff.after.properties.status == \\"prod\\""',
  look(text, key, field) {
    if (!/[^\x20-\x7e\n\r\t]/.test(text)) return [];
    // Text in a body may need them, as emoji and French punctuation do.
    if (field !== 'trigger' && key !== '' && !addressKeys.has(key)) return [];
    // Outside of strings, jq rejects them by itself.
    const code = field === 'trigger' ? codeOf(text) : '';
    return invisibleIn(text)
      .filter(({ index }) => code.charAt(index) !== text.charAt(index))
      .map(({ index, name }) => ({
        message: `There is ${name} here, which is invisible; remove it.`,
        span: { start: index, end: index + 1 },
      }));
  },
};

const addressKeys: ReadonlySet<string> = new Set(['url', 'method', 'org', 'repo', 'workflow', 'identifier']);
