import { expect, test } from 'vitest';
import { firstLine } from '../../../src/core/source/first-line.ts';

test.each([
  ['identifier: a\n', 1],
  ['\uFEFF{\n', 1],
  ['# yaml-language-server: $schema=x\n\n---\nidentifier: a\n', 4],
  ['%YAML 1.2\n--- # first\r\nidentifier: a\r\n', 3],
  ['// why\n{\n}\n', 2],
  ['--- { identifier: a }\n', 1],
  ['# nothing else\n', 1],
])('core/source/first-line: %j begins at line %i', (text, line) => {
  expect(firstLine(text)).toBe(line);
});
