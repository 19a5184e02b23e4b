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
        description: 'The line of the file at which it begins, to which its row on the page links.',
      },
      settings: {
        type: 'object',
        description: 'How the runs of this automation are treated; left out: as usual.',
        properties: Object.fromEntries(
          Object.entries(automationFields).map(([name, { description }]) => [name, { description }]),
        ),
      },
    },
  },
};

const setFields = {
  path: { ...text, description: "Folder of the definitions, from the repository's root" },
  source: { ...text, description: "owner/repo; needed with the client's credentials only" },
  definitions: definitionsField,
  adopt: { type: 'array', items: text, description: 'Identifiers, or a source as a whole, to take over' },
  maxDeletes: { type: 'integer', minimum: 0, description: 'Default 5, or a quarter of what the source owns' },
  confirm: { ...text, description: 'The hash of the plan whose deletions are meant' },
  complete: { type: 'boolean', description: 'False when some file could not be read; default true' },
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
      description: 'The hash of the only plan to carry out; another one is refused unless confirm names it',
    },
    restore: { type: 'boolean', description: 'Bring back what the last sync of this source replaced' },
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
    "Authorization: Bearer with the token of a GitHub workflow for this service's URL, or as everywhere.";

  server.post(
    '/v1/automations/validate',
    {
      schema: { tags, summary: 'All issues of files of definitions', description, body: validateBody },
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
          'Makes these definitions all that their source has, or nothing at all; restore: true undoes the last time',
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
