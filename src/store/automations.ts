import { sql } from 'kysely';
import type { Automation } from '../core/automation.ts';
import type { AutomationSettings } from '../core/settings/automation-settings.ts';
import type { Database } from './database.ts';

/** A stored automation: its definition as written, and where it comes from. Times are ms since the epoch. */
export type StoredAutomation = {
  automation: Automation;
  hash: string;
  source: string | null;
  file: string | null;
  createdAt: number;
  createdBy: string | null;
  updatedAt: number;
  updatedBy: string | null;
  /** How its runs are handled; null: as usual. */
  settings: AutomationSettings | null;
  /** The line at which it begins in its file, if known. */
  line: number | null;
};

/** The fields of an automation that `put` needs. */
export type AutomationInput = {
  automation: Automation;
  hash: string;
  source: string | null;
  file: string | null;
  by: string | null;
  settings?: AutomationSettings | null;
  line?: number | null;
};

const versionKey = 'automations.version';

/** Rows per statement: Postgres' protocol allows 65,535 parameters, and an automation has eleven. */
const perStatement = 1_000;

/** Reads and writes the automations, and the version that changes whenever one of them does. */
export function createAutomations(db: Database, now: () => number) {
  return {
    async list(): Promise<StoredAutomation[]> {
      const rows = await db.selectFrom('automations').selectAll().orderBy('identifier').execute();
      return rows.map(read);
    },

    async get(identifier: string): Promise<StoredAutomation | null> {
      const row = await db
        .selectFrom('automations')
        .selectAll()
        .where('identifier', '=', identifier)
        .executeTakeFirst();
      return row ? read(row) : null;
    },

    /** Creates an automation, or replaces it by identifier, keeping its creation time and author. */
    put: (input: AutomationInput): Promise<void> => putAll([input]),

    /** Creates or replaces many automations; each identifier only once. */
    putAll,

    /** Records where automations begin in their files, which is not a change to them. */
    async moveTo(lines: readonly { identifier: string; line: number | null }[]): Promise<void> {
      if (lines.length === 0) return;
      await sql`update automations set line = moved.line
        from json_to_recordset(${JSON.stringify(lines)}::json) as moved(identifier text, line integer)
        where automations.identifier = moved.identifier`.execute(db);
      await bumpVersion();
    },

    /** Blocks other writers of automations until the transaction ends; readers continue. */
    async lock(): Promise<void> {
      await sql`lock table automations in share row exclusive mode`.execute(db);
    },

    /** Removes an automation; false when there was none. */
    async remove(identifier: string): Promise<boolean> {
      const result = await db.deleteFrom('automations').where('identifier', '=', identifier).executeTakeFirst();
      if (result.numDeletedRows > 0n) await bumpVersion();
      return result.numDeletedRows > 0n;
    },

    /** Removes many automations; missing ones are ignored. */
    async removeAll(identifiers: readonly string[]): Promise<void> {
      for (const some of slices(identifiers)) {
        await db.deleteFrom('automations').where('identifier', 'in', some).execute();
      }
      if (identifiers.length > 0) await bumpVersion();
    },

    /** Renames in place, keeping creation time and source; the caller must have checked that the new name is free. */
    async rename(from: string, to: string): Promise<void> {
      await db.updateTable('automations').set({ identifier: to }).where('identifier', '=', from).execute();
      await bumpVersion();
    },

    /** Makes every replica reload its automations, because something about these has changed. */
    touch: (_identifiers: readonly string[]): Promise<void> => bumpVersion(),

    /** A number that changes with every write, on any replica. */
    async version(): Promise<number> {
      const row = await db.selectFrom('state').select('value').where('key', '=', versionKey).executeTakeFirst();
      return Number(row?.value ?? 0);
    },

    /** The definition that a run was matched with. */
    async definition(hash: string): Promise<Automation | null> {
      const row = await db.selectFrom('definitions').select('definition').where('hash', '=', hash).executeTakeFirst();
      return row?.definition ?? null;
    },
  };

  async function putAll(inputs: readonly AutomationInput[]): Promise<void> {
    for (const some of slices(inputs)) await putSome(some);
    if (inputs.length > 0) await bumpVersion();
  }

  async function putSome(inputs: readonly AutomationInput[]): Promise<void> {
    const at = new Date(now());
    const rows = inputs.map(({ automation, hash, source, file, by, settings = null, line = null }) => ({
      identifier: automation.identifier,
      definition: JSON.stringify(automation),
      hash,
      source,
      file,
      created_at: at,
      created_by: by,
      updated_at: at,
      updated_by: by,
      settings: settings === null ? null : JSON.stringify(settings),
      line,
    }));
    await db
      .insertInto('automations')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('identifier').doUpdateSet((update) => ({
          definition: update.ref('excluded.definition'),
          hash: update.ref('excluded.hash'),
          source: update.ref('excluded.source'),
          file: update.ref('excluded.file'),
          updated_at: update.ref('excluded.updated_at'),
          updated_by: update.ref('excluded.updated_by'),
          settings: update.ref('excluded.settings'),
          line: update.ref('excluded.line'),
        })),
      )
      .execute();
    await db
      .insertInto('definitions')
      .values(rows.map(({ hash, definition }) => ({ hash, definition })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async function bumpVersion(): Promise<void> {
    await sql`insert into state (key, value) values (${versionKey}, '1')
      on conflict (key) do update set value = ((state.value #>> '{}')::bigint + 1)::text::json`.execute(db);
  }
}

/** The automations, through one database or transaction. */
export type Automations = ReturnType<typeof createAutomations>;

function slices<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / perStatement);
  return Array.from({ length: count }, (_, index) => items.slice(index * perStatement, (index + 1) * perStatement));
}

function read(row: {
  definition: Automation;
  hash: string;
  source: string | null;
  file: string | null;
  created_at: Date;
  created_by: string | null;
  updated_at: Date;
  updated_by: string | null;
  settings: AutomationSettings | null;
  line: number | null;
}): StoredAutomation {
  return {
    automation: row.definition,
    hash: row.hash,
    source: row.source,
    file: row.file,
    createdAt: row.created_at.getTime(),
    createdBy: row.created_by,
    updatedAt: row.updated_at.getTime(),
    updatedBy: row.updated_by,
    settings: row.settings,
    line: row.line,
  };
}
