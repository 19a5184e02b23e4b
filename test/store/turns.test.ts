import { CompiledQuery } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createTurns } from '../../src/store/turns.ts';
import { openFreshDatabase } from './template.ts';

/** More statements than any loop needs until a turn of the event loop has let others in. */
const many = 3_000;

describe('store/turns', () => {
  test('lets timers and sockets run during a loop over the embedded database', async () => {
    const db = await openFreshDatabase();
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    let statements = 0;
    while (!fired && statements < many) {
      await db.executeQuery(CompiledQuery.raw('select $1::integer', [statements]));
      statements += 1;
    }
    expect(fired).toBe(true);
    await db.destroy();
  });

  test('waits for the next turn only if the current one has lasted too long', async () => {
    let now = 0;
    const turn = createTurns(() => now);
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    await turn();
    now = 5;
    await turn();
    expect(turned).toBe(false);
    now = 50;
    await turn();
    expect(turned).toBe(true);
  });
});
