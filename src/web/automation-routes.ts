import { Ajv } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import { AppError } from '../core/error.ts';
import type { DesiredSet } from '../core/plan/desired-set.ts';
import { automationFields } from '../core/settings/automation-settings.ts';
import type { SourceFile } from '../core/source/source.ts';
import { callerOf, type Routes } from './routes.ts';

/** The largest set of definitions, bytes: about ten thousand of them. */
export const setLimit = 10 * 1024 * 1024;

/** A name or path in a body. */
export const text = { type: 'string', minLength: 1, maxLength: 1_000 };

/** The schema of definitions in a body, each with its file. */
export const definitionsField = {
  type: 'array',
  items: {
    type: 'object',
    required: ['file', 'automation'],
    additionalProperties: false,
    properties: {
      file: text,
      automation: { type: 'object' },
      line: {
        type: 'integer',
        minimum: 1,
        maximum: 2_147_483_647,
        description: 'The line at which it begins in its file, which its row on the page links to.',
      },
      settings: {
        type: 'object',
        description: 'How the runs of this automation are handled. Omitted: as usual.',
        properties: Object.fromEntries(
          Object.entries(automationFields).map(([name, { description }]) => [name, { description }]),
        ),
      },
    },
  },
};

const setFields = {
  path: { ...text, description: "Folder of the definitions, from the repository's root" },
  source: { ...text, description: "owner/repo; needed only with the client's credentials" },
  definitions: definitionsField,
  adopt: { type: 'array', items: text, description: 'Identifiers, or a source as a whole, to take over' },
  maxDeletes: { type: 'integer', minimum: 0, description: 'Default 5, or a quarter of what the source owns' },
  confirm: { ...text, description: 'The hash of the plan whose deletions are confirmed' },
  complete: { type: 'boolean', description: 'False if a file could not be read; default true' },
};

const planBody = {
  type: 'object',
  required: ['path', 'definitions'],
  additionalProperties: false,
  properties: setFields,
};

const syncBody = {
  type: 'object',
  required: ['path'],
  additionalProperties: false,
  properties: {
    ...setFields,
    requirePlan: {
      ...text,
      description: 'The hash of the only plan to apply; any other plan is refused unless confirm is its hash',
    },
    restore: { type: 'boolean', description: 'Restore what the last sync of this source replaced' },
  },
};

const validateBody = {
  type: 'object',
  required: ['files'],
  additionalProperties: false,
  properties: {
    files: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'text'],
        additionalProperties: false,
        properties: { path: text, text: { type: 'string' } },
      },
    },
  },
};

/** Stops at the first error: a hostile set of this size could have a million. */
const ajv = new Ajv({ verbose: true });
const validatorCompiler: FastifySchemaCompiler<unknown> = ({ schema }) => ajv.compile(schema as object);

/** Definitions of repositories: checked, planned and synced. */
export function automationRoutes({ app, server }: Routes): void {
  const tags = ['Automations'];
  const description =
    "Authorization: Bearer with the token of a GitHub workflow for this service's URL, or the usual credentials.";

  server.post(
    '/v1/automations/validate',
    {
      schema: { tags, summary: 'All issues in files of definitions', description, body: validateBody },
      validatorCompiler,
    },
    async (request) => {
      const issues = await app.validate((request.body as { files: SourceFile[] }).files);
      return { ok: true, valid: !issues.some(({ severity }) => severity === 'error'), issues };
    },
  );

  server.post(
    '/v1/automations/plan',
    {
      bodyLimit: setLimit,
      schema: {
        tags,
        summary: 'What a sync of these definitions would change; changes nothing',
        description,
        body: planBody,
      },
      validatorCompiler,
    },
    async (request) => ({ ok: true, plan: await app.sync.plan(request.body as DesiredSet, callerOf(request)) }),
  );

  server.post(
    '/v1/automations/sync',
    {
      bodyLimit: setLimit,
      schema: {
        tags,
        summary:
          'Replaces everything that a source has with these definitions, all or nothing; restore: true undoes the last sync',
        description,
        body: syncBody,
      },
      validatorCompiler,
    },
    async (request) => {
      const {
        restore = false,
        definitions,
        ...rest
      } = request.body as Partial<DesiredSet> & { path: string; restore?: boolean };
      if (restore) return { ok: true, ...(await app.sync.restore(rest, callerOf(request))) };
      if (definitions === undefined)
        throw new AppError('invalid_content', 'The body needs the field definitions, or restore: true');
      return { ok: true, ...(await app.sync.sync({ ...rest, definitions }, callerOf(request))) };
    },
  );
}
