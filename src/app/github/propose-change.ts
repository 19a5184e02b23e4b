import type { GitHub } from '../../backends/backend.ts';
import { isPublished } from '../../core/automation.ts';
import { changeDefinition, newFile } from '../../core/change/change-definition.ts';
import { AppError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { readSource } from '../../core/source/source.ts';
import type { ProposedChange } from '../../core/views/proposed-change.ts';
import type { StoredAutomation } from '../../store/automations.ts';
import { type Actions, folderPrefix } from '../automations/automations.ts';
import { type Expected, requireExpected } from '../automations/expected.ts';
import type { ChangeAuthor } from '../automations/record-changes.ts';
import { repositoryOfSource, sourceName } from '../sync/source-name.ts';
import type { World } from '../world.ts';
import { proposeFile } from './propose-file.ts';
import { type BaseBranch, baseOf, type RepositoryFile, readFile } from './repository-files.ts';

/**
 * The change to propose: the whole definition (null: delete it), or only whether it is active. `source`: where to
 * define a new automation. `dryRun`: only show the change.
 */
export type WantedChange = {
  definition?: Json;
  publish?: boolean;
  source?: string;
  dryRun?: boolean;
};

/** Proposes a change to an automation in the repository that owns it. */
export type ProposeChange = (
  identifier: string,
  wanted: WantedChange,
  author: ChangeAuthor,
  expected?: Expected,
) => Promise<ProposedChange>;

/** The proposed change in words and as text. */
type PreparedChange = {
  verb: string;
  before: RepositoryFile | null;
  after: string | null;
  file: string;
  warnings: string[];
};

/** Creates the use case; `github` null: no App is configured. */
export function createProposeChange(
  world: Pick<World, 'store' | 'log'>,
  actions: Pick<Actions, 'check'>,
  github: GitHub | null,
): ProposeChange {
  const { store } = world;

  async function plan(
    client: GitHub,
    base: BaseBranch,
    stored: StoredAutomation | null,
    identifier: string,
    wanted: WantedChange,
    folder: string,
  ): Promise<PreparedChange> {
    const definition = await definitionOf(stored, wanted);
    const file = stored?.file ?? `${folder === '.' ? '' : `${folder}/`}${identifier}.yml`;
    const before = await readFile(client, base, file);
    if (stored === null) {
      if (before !== null) throw new AppError('conflict', `${file} already exists; add the automation there by hand`);
      if (definition === null) throw new AppError('not_found', `There is no automation ${identifier}`);
      return { verb: 'add', before: null, after: newFile(file, definition), file, warnings: [] };
    }
    if (before === null)
      throw new AppError('conflict', `${file} is not on ${base.branch} of ${base.owner}/${base.repo}`);
    const changed = changeDefinition({ path: file, text: before.text }, identifier, definition);
    if (!changed.ok) throw new AppError('conflict', changed.problem);
    const verb = wordFor(wanted, definition);
    return { verb, before, after: changed.text, file, warnings: driftWarnings(stored, file, before.text) };
  }

  async function definitionOf(stored: StoredAutomation | null, wanted: WantedChange): Promise<JsonObject | null> {
    if (wanted.definition === null) return null;
    if (wanted.definition !== undefined) {
      return (await actions.check(wanted.definition)).automation as unknown as JsonObject;
    }
    if (wanted.publish === undefined || stored === null) {
      throw new AppError('invalid_content', 'The body needs definition (null deletes it), or publish');
    }
    const { automation } = stored;
    if (isPublished(automation) === wanted.publish) {
      throw new AppError(
        'invalid_content',
        `${automation.identifier} is already ${wanted.publish ? 'active' : 'inactive'}`,
      );
    }
    return { ...(automation as unknown as JsonObject), publish: wanted.publish };
  }

  return async (identifier, wanted, author, expected) => {
    const stored = await store.automations.get(identifier);
    if (stored !== null) requireExpected(stored, expected);
    const source = sourceOf(stored, wanted, identifier);
    if (github === null) {
      throw new AppError('forbidden', 'No GitHub App is configured, so make the change in the repository yourself');
    }
    const base = await baseOf(github, repositoryOfSource(source));
    const folder = source.slice(source.indexOf(':') + 1);
    const { verb, before, after, file, warnings } = await plan(github, base, stored, identifier, wanted, folder);
    const title = `automations: ${verb} ${identifier}`;
    const dryRun = wanted.dryRun === true;
    const proposal = { automation: identifier, base, file, before, after, title, warnings, dryRun };
    return proposeFile(world, github, proposal, author);
  };
}

/**
 * The source that owns the definition, or that will own a new one; only a repository can be changed by a pull request.
 */
function sourceOf(stored: StoredAutomation | null, { source }: WantedChange, identifier: string): string {
  if (stored !== null) {
    if (stored.source !== null && stored.file !== null && !stored.source.startsWith(folderPrefix)) return stored.source;
    throw new AppError('invalid_content', `${identifier} belongs to no repository; change it with PUT /v1/actions`);
  }
  if (source === undefined) throw new AppError('not_found', `There is no automation ${identifier}`);
  const [repository = '', path = ''] = source.split(':');
  return sourceName(repository, path);
}

function wordFor({ publish }: WantedChange, definition: JsonObject | null): string {
  if (definition === null) return 'delete';
  if (publish === undefined) return 'change';
  return publish ? 'switch on' : 'switch off';
}

/** Warns when the file is not what was synced last, in which case the change includes the difference. */
function driftWarnings({ automation }: StoredAutomation, file: string, text: string): string[] {
  const { identifier } = automation;
  const { documents } = readSource({ path: file, text });
  const inFile = documents.find(({ value }) => (value as JsonObject | null)?.identifier === identifier)?.value;
  if (JSON.stringify(inFile) === JSON.stringify(automation)) return [];
  return [
    `${file} differs from the definition in use: it has changed since the last sync, or the automation was changed through the API`,
  ];
}
