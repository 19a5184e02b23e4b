import { type DefinitionCode, definitionCodes } from './definition-codes.ts';
import type { IssueCodeDoc } from './issue-code-doc.ts';
import { type MappingCode, mappingCodes } from './mapping-codes.ts';
import { type SchemaCode, schemaCodes } from './schema-codes.ts';
import { type SettingsCode, settingsCodes } from './settings-codes.ts';
import { type SyntaxCode, syntaxCodes } from './syntax-codes.ts';
import { type TestFileCode, testFileCodes } from './test-file-codes.ts';

/** Every issue code of validation. Lint rules carry their own documentation (`core/lint`). */
export const issueCodes: Record<CoreIssueCode, IssueCodeDoc> = {
  ...syntaxCodes,
  ...schemaCodes,
  ...definitionCodes,
  ...testFileCodes,
  ...mappingCodes,
  ...settingsCodes,
};

export type { TestFileCode };

/** An issue code that validation reports. */
export type CoreIssueCode = SyntaxCode | SchemaCode | DefinitionCode | TestFileCode | MappingCode | SettingsCode;

/** Any issue code; those of lint rules start with `lint/`. */
export type IssueCode = CoreIssueCode | `lint/${string}`;
