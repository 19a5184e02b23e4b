import { type DefinitionCode, definitionCodes } from './definition.ts';
import type { IssueCodeDoc } from './issue-code-doc.ts';
import { type MappingCode, mappingCodes } from './mapping.ts';
import { type SchemaCode, schemaCodes } from './schema.ts';
import { type SyntaxCode, syntaxCodes } from './syntax.ts';
import { type TestFileCode, testFileCodes } from './test-file.ts';

/** Every issue code of validation; a lint rule carries its own documentation (`core/lint`). */
export const issueCodes: Record<CoreIssueCode, IssueCodeDoc> = {
  ...syntaxCodes,
  ...schemaCodes,
  ...definitionCodes,
  ...testFileCodes,
  ...mappingCodes,
};

export type { TestFileCode };

/** A code that validation gives. */
export type CoreIssueCode = SyntaxCode | SchemaCode | DefinitionCode | TestFileCode | MappingCode;

/** Any issue code; a lint rule's code starts with `lint/`. */
export type IssueCode = CoreIssueCode | `lint/${string}`;
