import type { GitHub } from '../../backends/backend.ts';
import { AppError, messageOf } from '../../core/error.ts';
import { isObject, type JsonObject, valueAt } from '../../core/json.ts';
import { codeDocs } from '../../core/lint/code-docs.ts';
import { readSettings } from '../../core/settings/settings.ts';
import { settingsFile } from '../../core/settings/settings-schema.ts';
import { testFileOf } from '../../core/source/source.ts';
import { appendTest } from '../../core/test-file/append-test.ts';
import type { Expectation } from '../../core/test-file/read-test-file.ts';
import { type Happened, recordedTest } from '../../core/test-file/recorded-test.ts';
import { defaultRedacted } from '../../core/test-file/redact-event.ts';
import type { ProposedChange } from '../../core/views/proposed-change.ts';
import type { TestCase } from '../../core/views/test-case-view.ts';
import type { StoredAutomation } from '../../store/automations.ts';
import { folderPrefix, readExisting } from '../automations/automations.ts';
import type { ChangeAuthor } from '../automations/record-changes.ts';
import type { Views } from '../runs/views.ts';
import { readFolderSettings } from '../sync/folder-settings.ts';
import { repositoryOfSource } from '../sync/source-name.ts';
import type { World } from '../world.ts';
import { proposeFile } from './propose-file.ts';
import { type BaseBranch, baseOf, readFile } from './repository-files.ts';

/** The event to make a test from; `expect`: what should have happened, if that differs from what did. */
export type WantedTest = { event: string; expect?: Expectation };

/** Makes tests of automations from received events. */
export type TestCases = {
  show(automation: string, wanted: WantedTest): Promise<TestCase>;
  /** Opens a pull request that adds the test to the file next to the definition; `dryRun` only shows the change. */
  propose(automation: string, wanted: WantedTest & { dryRun?: boolean }, author: ChangeAuthor): Promise<ProposedChange>;
};

/** A test, with remarks on how it was made. */
type ProposedTest = { stored: StoredAutomation; file: string; test: JsonObject; notes: string[] };

/** Creates the use case; `github` null: no App is configured. */
export function createTestCases(
  world: Pick<World, 'store' | 'jq' | 'log'>,
  runs: Pick<Views['runs'], 'get'>,
  github: GitHub | null,
): TestCases {
  const { store, jq } = world;

  async function make(identifier: string, { event: id, expect }: WantedTest): Promise<ProposedTest> {
    const stored = await readExisting(store.automations, identifier);
    const found = await store.events.get(id);
    if (found === null) throw new AppError('not_found', `There is no event ${id}`);
    const failed = found.errors.some(({ automation }) => automation === identifier);
    const happened = await happenedWith(identifier, id, failed);
    const { fields, unread } = await redactedFields(stored);
    const expected = { ...happened, ...(expect !== undefined && { expect }) };
    const { test, notes } = await recordedTest(stored.automation, found.event, expected, fields, jq);
    const file = testFileOf(stored.file ?? `${identifier.replaceAll(/[^\w.-]+/g, '_')}.yml`);
    return { stored, file, test, notes: [...notes, ...unread] };
  }

  /** What the automation did on the event: its run, the error of its condition, or nothing. */
  async function happenedWith(automation: string, event: string, failed: boolean): Promise<Happened> {
    const run = (await store.runs.ofEvents([event])).find((one) => one.automation === automation);
    if (run === undefined) return { expect: failed ? 'error' : 'no-match', request: null };
    // As the API shows it, where secrets are hidden.
    const payload = valueAt(await runs.get(run.id), 'payload');
    return { expect: 'match', request: isObject(payload) ? payload : null };
  }

  /**
   * The fields whose values are replaced, from the settings next to the definition, which can add fields to the default
   * ones.
   */
  async function redactedFields({
    source,
  }: StoredAutomation): Promise<{ fields: readonly string[]; unread: string[] }> {
    if (source?.startsWith(folderPrefix)) {
      const { settings } = readFolderSettings(source.slice(folderPrefix.length));
      return { fields: settings.tests.redact ?? defaultRedacted, unread: [] };
    }
    if (source === null || github === null) return { fields: defaultRedacted, unread: [] };
    const repository = repositoryOfSource(source);
    try {
      const text = (await readFile(github, await baseOf(github, repository), settingsFile))?.text ?? null;
      const { settings } = readSettings(text === null ? null : { path: settingsFile, text }, codeDocs);
      return { fields: settings.tests.redact ?? defaultRedacted, unread: [] };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const note = `${settingsFile} of ${repository} could not be read, so the default fields are redacted: ${messageOf(error)}`;
      return { fields: defaultRedacted, unread: [note] };
    }
  }

  return {
    async show(identifier, wanted) {
      const { stored, file, test, notes } = await make(identifier, wanted);
      const { text } = appendTest(null, identifier, test) ?? { text: '' };
      const repository = github === null ? null : repositoryOf(stored);
      const expect = test.expect as Expectation;
      return { automation: identifier, event: wanted.event, file, expect, text, notes, repository };
    },

    async propose(identifier, wanted, author) {
      const repository = repositoryOf(await readExisting(store.automations, identifier));
      if (repository === null) {
        throw new AppError('invalid_content', `${identifier} belongs to no repository; download the test instead`);
      }
      if (github === null) {
        throw new AppError('forbidden', 'No GitHub App is configured, so make the change in the repository yourself');
      }
      const { file, test, notes } = await make(identifier, wanted);
      const base: BaseBranch = await baseOf(github, repository);
      const before = await readFile(github, base, file);
      const after = appendTest(before?.text ?? null, identifier, test);
      if (after === null) {
        throw new AppError('conflict', `${file} is not a list of tests, so no test can be added to it`);
      }
      const title = `automations: test ${identifier} with ${wanted.event}`.slice(0, 200);
      const dryRun = wanted.dryRun === true;
      const proposal = {
        automation: identifier,
        base,
        file,
        before,
        after: after.text,
        title,
        warnings: notes,
        dryRun,
      };
      return proposeFile(world, github, proposal, author);
    },
  };
}

/** The repository that owns an automation; null if it is from the API or a folder. */
function repositoryOf({ source, file }: StoredAutomation): string | null {
  return source === null || file === null || source.startsWith(folderPrefix) ? null : repositoryOfSource(source);
}
