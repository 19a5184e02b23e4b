import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in GitHub's colors; they are variables, so that light and dark need no second theme. */
export const colors = [
  EditorView.theme({
    '&': {
      color: 'var(--fgColor-default)',
      backgroundColor: 'var(--bgColor-default)',
      border: '1px solid var(--control-borderColor-emphasis)',
      borderRadius: 'var(--borderRadius-medium)',
    },
    '&.cm-focused': { outline: '2px solid var(--focus-outlineColor)', outlineOffset: '-2px' },
    '.cm-scroller': { font: '12px / 20px var(--fontStack-monospace)', minHeight: '420px' },
    '.cm-content': { caretColor: 'var(--fgColor-default)' },
    '.cm-cursor': { borderLeftColor: 'var(--fgColor-default)' },
    '.cm-gutters': {
      color: 'var(--fgColor-muted)',
      backgroundColor: 'transparent',
      border: 'none',
    },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'var(--codeMirror-selection-bgColor)',
    },
    '.cm-tooltip': {
      color: 'var(--fgColor-default)',
      backgroundColor: 'var(--overlay-bgColor)',
      border: '1px solid var(--borderColor-default)',
      borderRadius: 'var(--borderRadius-medium)',
      boxShadow: 'var(--shadow-floating-large)',
    },
    '.cm-tooltip.cm-tooltip-autocomplete': { padding: '4px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: '12px / 20px var(--fontStack-monospace)' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
      padding: '2px 8px',
      borderRadius: 'var(--borderRadius-medium)',
    },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      color: 'var(--fgColor-default)',
      backgroundColor: 'var(--bgColor-neutral-muted)',
    },
    '.cm-completionInfo, .cm-tooltip-hover': {
      font: '12px / 18px var(--fontStack-system)',
      maxWidth: '360px',
      padding: '6px 10px',
      whiteSpace: 'pre-wrap',
    },
    '.cm-diagnostic': { padding: '6px 10px' },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--fgColor-danger)' },
    '.cm-diagnostic-warning': { borderLeftColor: 'var(--fgColor-attention)' },
    '.cm-diagnostic-info': { borderLeftColor: 'var(--fgColor-accent)' },
    '.cm-lintRange-error, .cm-lintRange-warning, .cm-lintRange-info': { backgroundImage: 'none' },
    '.cm-lintRange-error': { textDecoration: 'underline wavy var(--fgColor-danger)' },
    '.cm-lintRange-warning': { textDecoration: 'underline wavy var(--fgColor-attention)' },
    '.cm-lintRange-info': { textDecoration: 'underline dotted var(--fgColor-muted)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--codeMirror-syntax-fgColor-entity)' },
      { tag: tags.string, color: 'var(--codeMirror-syntax-fgColor-string)' },
      { tag: [tags.number, tags.bool, tags.null], color: 'var(--codeMirror-syntax-fgColor-constant)' },
      { tag: tags.comment, color: 'var(--fgColor-muted)' },
      { tag: tags.invalid, color: 'var(--fgColor-danger)' },
    ]),
  ),
];
