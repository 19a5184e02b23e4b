import { createRedactor, type Redactor } from '../../core/secrets/secrets.ts';
import { secretNames } from '../../core/template/secret-references.ts';
import { createRenderer } from '../invoke/render.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { ServiceSettings, World } from '../world.ts';

/** Base64-encodes a text, for redactors. */
export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * Creates the redactor for reports on a run: a receiver may echo what we sent, in the form that templates gave it. That
 * form is not stored, so the invocation is rendered again.
 */
export function createRunRedactor(
  world: Pick<World, 'store' | 'jq' | 'settings' | 'log'>,
  live: Pick<LiveAutomations, 'definition'>,
): (runId: string) => Promise<Redactor> {
  const { store, settings } = world;
  let made: { hidden: ServiceSettings['secrets']; redactor: Redactor } | null = null;
  const render = createRenderer(world);

  /** Rebuilt when a secret changes. */
  function redactorOfAll(): Redactor {
    const hidden = settings.hidden ?? settings.secrets;
    if (made?.hidden !== hidden) made = { hidden, redactor: createRedactor(hidden, base64) };
    return made.redactor;
  }

  return async (runId) => {
    const all = redactorOfAll();
    if (Object.keys(settings.secrets).length === 0) return all;
    const run = await store.runs.get(runId);
    const automation = run === null ? null : await live.definition(run.definitionHash);
    const stored = run === null ? null : await store.events.get(run.eventId);
    if (run === null || automation === null || stored === null || secretNames(automation.invocationMethod).length === 0)
      return all;
    const [rendered] = await render(run.definitionHash, automation, [{ run, event: stored.event }]);
    if (rendered?.ok !== true || Object.keys(rendered.secrets).length === 0) return all;
    return createRedactor(settings.hidden ?? settings.secrets, base64, rendered);
  };
}
