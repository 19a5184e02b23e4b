import { describe, expect, test } from 'vitest';
import { editorSnippet, plainText } from '../../../src/ui/editor/snippet.ts';

describe('ui/editor/snippet', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the format of snippets.
  test.each([
    ['"title": "$1"', '"title": "#{1}"'],
    ['"publish": ${1:true}', '"publish": #{1:true}'],
    ['"body": {$1}', '"body": {#{1}}'],
    ['"a": ${1:{ \\}}', '"a": #{1}'],
    ['"cost": "\\$5 \\\\ \\}"', '"cost": "$5 \\ }"'],
  ])('turns %s into %s', (before, after) => {
    expect(editorSnippet(before)).toBe(after);
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the format of snippets.

  test('shows what Markdown has escaped', () => {
    expect(plainText('The \\`blueprint\\.identifier\\` of&nbsp;it \\<b\\>')).toBe(
      'The `blueprint.identifier` of it <b>',
    );
  });
});
