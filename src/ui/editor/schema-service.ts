import { type Completion, type CompletionSource, snippet } from '@codemirror/autocomplete';
import { hoverTooltip } from '@codemirror/view';
import {
  type CompletionItem,
  getLanguageService,
  type Hover,
  type MarkupContent,
  TextDocument,
} from 'vscode-json-languageservice';
import type { JsonSchema } from '../../core/json.ts';
import { editorSnippet, plainText } from './snippet.ts';

/** Completion and help on hover by a JSON Schema. */
export function schemaService(schema: JsonSchema) {
  const service = getLanguageService({ clientCapabilities: {} });
  service.configure({ validate: false, schemas: [{ uri: 'schema://automation', fileMatch: ['*'], schema }] });
  const read = (text: string) => {
    const document = TextDocument.create('file:///automation.json', 'json', 0, text);
    return { document, parsed: service.parseJSONDocument(document) };
  };

  const complete: CompletionSource = async ({ state, pos, explicit }) => {
    const { document, parsed } = read(state.doc.toString());
    const list = await service.doComplete(document, document.positionAt(pos), parsed);
    const [first] = list?.items ?? [];
    if (list === null || first?.textEdit === undefined) return null;
    const range = 'range' in first.textEdit ? first.textEdit.range : first.textEdit.replace;
    const from = document.offsetAt(range.start);
    if (!explicit && from === pos) return null;
    return { from, to: document.offsetAt(range.end), options: list.items.map(optionOf) };
  };

  const hover = hoverTooltip(async (view, pos) => {
    const { document, parsed } = read(view.state.doc.toString());
    const found = await service.doHover(document, document.positionAt(pos), parsed);
    const text = found === null ? '' : hoverText(found);
    if (text === '') return null;
    return {
      pos,
      create() {
        const dom = view.dom.ownerDocument.createElement('div');
        dom.textContent = text;
        return { dom };
      },
    };
  });

  return { complete, hover };
}

function optionOf(item: CompletionItem): Completion {
  const { label, filterText, insertText, textEdit, documentation, detail } = item;
  const text = textEdit?.newText ?? insertText ?? label;
  return {
    label: filterText ?? label,
    displayLabel: label,
    apply: snippet(editorSnippet(text)),
    ...(documentation && { info: plainText(textOf(documentation)) }),
    ...(detail && { detail }),
  };
}

function hoverText({ contents }: Hover): string {
  const parts = Array.isArray(contents) ? contents : [contents];
  return plainText(parts.map((part) => (typeof part === 'string' ? part : part.value)).join('\n\n'));
}

function textOf(documentation: string | MarkupContent): string {
  return typeof documentation === 'string' ? documentation : documentation.value;
}
