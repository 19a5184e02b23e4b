import { createHash } from 'node:crypto';
import { type Automation, isPublished } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { lint } from '../../core/lint/index.ts';
import { secretsInValue } from '../../core/lint/secrets-in-value.ts';
import { validate, validateAutomation } from '../../core/validate/validate.ts';
import type { Automations, StoredAutomation } from '../../store/automations.ts';
import type { Tx } from '../../store/store.ts';
import type { World } from '../world.ts';
import { type Expected, requireExpected } from './expected.ts';
import { type ChangeAuthor, type ChangeOptions, recordChanges } from './record-changes.ts';
import { withoutServerFields } from './server-fields.ts';

/** A warning for the author of an automation; `code` as in docs/issues.md. */
export type WriteWarning = { code?: string; message: string };

/** A stored automation, with the warnings for its author. */
export type WrittenAutomation = { stored: StoredAutomation; warnings: WriteWarning[] };

/** The revision that a change is based on, and what happens to waiting runs. */
export type HowChanged = ChangeOptions & { expected?: Expected | undefined };

/** Automations through the API; each write is validated as the Action validates files. */
export type Actions = {
  /** Reads the automation in a body, with warnings; throws `invalid_content` if it is not valid. */
  check(body: Json): Promise<{ automation: Automation; warnings: WriteWarning[] }>;
  create(body: Json, author: ChangeAuthor): Promise<WrittenAutomation>;
  /** Replaces the whole automation, and may rename it (Port's PUT). */
  replace(identifier: string, body: Json, author: ChangeAuthor, how?: HowChanged): Promise<WrittenAutomation>;
  /** Switches an automation on or off, and changes nothing else; it need not be valid by today's rules. */
  publish(identifier: string, publish: boolean, author: ChangeAuthor, how?: HowChanged): Promise<WrittenAutomation>;
  remove(identifier: string, author: ChangeAuthor, how?: HowChanged): Promise<void>;
  get(identifier: string): Promise<StoredAutomation>;
  list(): Promise<StoredAutomation[]>;
};

/** Opens the automations for the API. */
export function createActions(world: Pick<World, 'store' | 'jq' | 'backends' | 'clock' | 'log' | 'settings'>): Actions {
  const { store, jq, backends } = world;

  async function check(body: Json): Promise<{ automation: Automation; warnings: WriteWarning[] }> {
    const { automation, issues } = await validateAutomation(body, { backends, jq });
    const secrets = automation === null ? [] : secretsInValue(automation);
    if (automation !== null && secrets.length === 0) return { automation, warnings: await warningsOf(automation) };
    const all = [...issues, ...secrets];
    const errors = all.filter(({ severity }) => severity === 'error');
    throw new AppError('invalid_content', `The automation is not valid. ${problemText(errors)}`, {
      details: { issues: all },
    });
  }

  /** The warnings that validation and lint give for a valid automation, the same as for its file. */
  async function warningsOf(automation: Automation): Promise<WriteWarning[]> {
    const text = JSON.stringify(automation);
    const { definitions, issues } = await validate([{ path: 'automation.json', text }], { backends, jq });
    const found = [...issues, ...(await lint(definitions, { backends, jq, port: world.settings.port === true }))];
    return found.filter(({ severity }) => severity !== 'info').map(({ code, message }) => ({ code, message }));
  }

  const read = (identifier: string): Promise<StoredAutomation> => readExisting(store.automations, identifier);

  return {
    check,

    async create(body, author) {
      const { automation, warnings } = await check(body);
      const { identifier } = automation;
      await store.transaction(async (tx) => {
        // Without the lock, a concurrent sync might create it between our check and our write.
        await tx.automations.lock();
        if ((await tx.automations.get(identifier)) !== null) {
          throw new AppError('conflict', `The automation ${identifier} already exists`);
        }
        await tx.automations.put({ automation, hash: hashOf(automation), source: null, file: null, by: author.name });
        await recordChanges(tx, world, [{ before: null, after: automation }], author);
      });
      return { stored: await read(identifier), warnings };
    },

    async replace(identifier, body, author, { expected, ...how } = {}) {
      const { automation, warnings } = await check(withoutServerFields(body, await read(identifier)));
      const owned = await store.transaction(async (tx) => {
        const old = await lockAndRead(tx, identifier, expected);
        if (automation.identifier !== identifier) {
          if ((await tx.automations.get(automation.identifier)) !== null) {
            throw new AppError('conflict', `The automation ${automation.identifier} already exists`);
          }
          await tx.automations.rename(identifier, automation.identifier);
          await tx.pauses.rename(identifier, automation.identifier);
        }
        await putBack(tx, old, automation, author);
        await recordChanges(tx, world, [{ before: old.automation, after: automation }], author, how);
        return ownerWarning(old);
      });
      return { stored: await read(automation.identifier), warnings: [...owned, ...warnings] };
    },

    async publish(identifier, publish, author, { expected, ...how } = {}) {
      const warnings = await store.transaction(async (tx) => {
        const old = await lockAndRead(tx, identifier, expected);
        if (isPublished(old.automation) === publish) return [];
        const automation = { ...old.automation, publish };
        await putBack(tx, old, automation, author);
        await recordChanges(tx, world, [{ before: old.automation, after: automation }], author, how);
        return ownerWarning(old);
      });
      return { stored: await read(identifier), warnings };
    },

    async remove(identifier, author, { expected, ...how } = {}) {
      await store.transaction(async (tx) => {
        const old = await lockAndRead(tx, identifier, expected);
        await tx.automations.remove(identifier);
        await recordChanges(tx, world, [{ before: old.automation, after: null }], author, how);
      });
    },

    get: read,
    list: () => store.automations.list(),
  };
}

/** Formats problems as sentences, each with its place, unless that is the whole definition. */
function problemText(problems: readonly { pointer: string; message: string }[]): string {
  const sentences = problems.map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`));
  return `${sentences.map((sentence) => sentence.replace(/\.$/, '')).join('; ')}.`;
}

/** Stores a new definition of an automation; its source and its settings remain. */
async function putBack(tx: Tx, old: StoredAutomation, automation: Automation, by: ChangeAuthor): Promise<void> {
  const { source, file, settings, line } = old;
  await tx.automations.put({ automation, hash: hashOf(automation), source, file, by: by.name, settings, line });
}

/** Reads an automation that must exist. */
export async function readExisting(
  automations: Pick<Automations, 'get'>,
  identifier: string,
): Promise<StoredAutomation> {
  const stored = await automations.get(identifier);
  if (stored === null) throw new AppError('not_found', `There is no automation ${identifier}`);
  return stored;
}

/** Reads an automation that is about to change; no other writer can change it before the transaction ends. */
async function lockAndRead(
  { automations }: Pick<Tx, 'automations'>,
  identifier: string,
  expected: Expected | undefined,
): Promise<StoredAutomation> {
  await automations.lock();
  const stored = await readExisting(automations, identifier);
  requireExpected(stored, expected);
  return stored;
}

/** Warns that the definition comes from a file: the next sync or load overwrites what the API changes. */
function ownerWarning({ automation: { identifier }, source, file }: StoredAutomation): WriteWarning[] {
  if (source === null) return [];
  const isFolder = source.startsWith(folderPrefix);
  const when = isFolder ? 'when the folder is reloaded' : 'with its next sync';
  const owner = isFolder ? `the folder ${source.slice(folderPrefix.length)}` : source;
  const message = `\`${identifier}\` belongs to ${owner}${file === null ? '' : ` (${file})`}, which would restore it ${when}; change it there. To stop it for now, pause it; the pause remains.`;
  return [{ message }];
}

/** The prefix of the source of automations loaded from a folder. */
export const folderPrefix = 'folder:';

/** Hashes a definition by its content, keeping the order of its keys, so that reading returns exactly what was sent. */
export function hashOf(automation: Automation | JsonObject): string {
  return createHash('sha256').update(JSON.stringify(automation)).digest('hex').slice(0, 32);
}
