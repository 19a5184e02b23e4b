import { type DefinitionCode, definitionCodes } from './issue-codes/definition.ts';
import type { IssueCodeDoc } from './issue-codes/issue-code-doc.ts';
import { type SchemaCode, schemaCodes } from './issue-codes/schema.ts';
import { type SyntaxCode, syntaxCodes } from './issue-codes/syntax.ts';

/** Every issue code of validation; a lint rule carries its own documentation (`core/lint`). */
export const issueCodes: Record<CoreIssueCode, IssueCodeDoc> = { ...syntaxCodes, ...schemaCodes, ...definitionCodes };

/** A code that validation gives. */
export type CoreIssueCode = SyntaxCode | SchemaCode | DefinitionCode;

/** Any issue code; a lint rule's code starts with `lint/`. */
export type IssueCode = CoreIssueCode | `lint/${string}`;
