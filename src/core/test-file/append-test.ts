import { Document, isMap, isScalar, isSeq, parseAllDocuments, stringify } from 'yaml';
import type { JsonObject } from '../json.ts';

/** The text of a test file with one more test; `replaced` if it takes the place of one with the same name. */
export type AppendedTest = { text: string; replaced: boolean };

/**
 * Adds a test of an automation to a test file, whose other lines stay as they are; null if it cannot be read. Without a
 * text, a new file is written.
 */
export function appendTest(text: string | null, automation: string, test: JsonObject): AppendedTest | null {
  if (text === null || text.trim() === '') {
    const head = text === null ? '' : text;
    return { text: `${head}${new Document({ automation, tests: [test] }).toString(layout)}`, replaced: false };
  }
  const [document, ...others] = parseAllDocuments(text);
  if (!document || !('contents' in document) || others.length > 0 || document.errors.length > 0) return null;
  const tests = isMap(document.contents) ? document.get('tests', true) : null;
  if (!isSeq(tests)) return null;
  const own = document.get('automation') === automation ? test : { name: test.name ?? '', automation, ...test };
  const same = tests.items.findIndex(
    (item) =>
      isMap(item) &&
      item.get('name') === test.name &&
      isOf(item.get('automation') ?? document.get('automation'), automation),
  );
  const last = tests.items.at(-1);
  if (same < 0 && !tests.flow && isMap(last) && last.range) {
    const [start, , end] = last.range;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const lead = /^( *)-( +)/.exec(text.slice(lineStart, start));
    if (lead) return { text: inserted(text, end, lead[1] ?? '', own), replaced: false };
  }
  if (same >= 0) tests.set(same, document.createNode(own));
  else tests.add(document.createNode(own));
  return { text: document.toString(layout), replaced: same >= 0 };
}

const layout = { lineWidth: 120 } as const;

function isOf(name: unknown, automation: string): boolean {
  return (isScalar(name) ? name.value : name) === automation;
}

/** Puts a test behind the last one, in lines of its own and with the indentation of the list. */
function inserted(text: string, end: number, indent: string, test: JsonObject): string {
  const lines = stringify([test], layout)
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`));
  const before = text.slice(0, end).trimEnd();
  const after = text.slice(end).trimStart();
  return `${before}\n\n${lines.join('\n')}\n${after === '' ? '' : `\n${after}`}`;
}
