import { codeOf } from '../expression/expression-text.ts';
import { invisibleIn } from '../source/invisible.ts';
import type { TextRule } from './rule.ts';

/** Characters that nobody sees, where they make a difference. */
export const invisibleCharacter: TextRule = {
  code: 'lint/invisible-character',
  severity: 'warning',
  title: 'A character that cannot be seen',
  why: 'It came along with copied text; a comparison with it is never equal, and an address with it is another one.',
  example: '".diff.after.properties.status == \\"prod\\u200b\\""',
  fix: '".diff.after.properties.status == \\"prod\\""',
  look(text, key, field) {
    if (!/[^\x20-\x7e\n\r\t]/.test(text)) return [];
    // Texts of a body may want them, as emoji and French punctuation do.
    if (field !== 'trigger' && key !== '' && !addressKeys.has(key)) return [];
    // Outside of a text jq refuses them, and says so.
    const code = field === 'trigger' ? codeOf(text) : '';
    return invisibleIn(text)
      .filter(({ index }) => code.charAt(index) !== text.charAt(index))
      .map(({ index, name }) => ({
        message: `There is ${name} here, which cannot be seen; take it out.`,
        span: { start: index, end: index + 1 },
      }));
  },
};

const addressKeys: ReadonlySet<string> = new Set(['url', 'method', 'org', 'repo', 'workflow', 'identifier']);
