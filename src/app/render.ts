import type { Automation } from '../core/automation.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { LogLine } from '../core/run.ts';
import { type PreparedTemplates, prepareTemplates } from '../core/template/prepare.ts';
import { render } from '../core/template/render.ts';
import { triggerData } from '../core/trigger-data.ts';
import type { ClaimedRun } from '../store/runs.ts';
import type { World } from './app.ts';

/** An invocation rendered for one run: `real` for the socket only, `shown` for everything else. */
export type Rendered =
  | { ok: true; real: JsonObject; shown: JsonObject; secrets: Record<string, string>; warnings: LogLine[] }
  | { ok: false; message: string };

/** How many prepared definitions are kept at hand. */
const kept = 2_000;

/** Renders the invocations of runs that share a definition, in one batch; prepares each definition once. */
export function createRenderer(
  world: Pick<World, 'jq' | 'settings'>,
): (hash: string, automation: Automation, items: readonly ClaimedRun[]) => Promise<Rendered[]> {
  const { jq, settings } = world;
  const prepared = new Map<string, Promise<PreparedTemplates>>();

  function prepare(hash: string, automation: Automation): Promise<PreparedTemplates> {
    const known = prepared.get(hash);
    if (known !== undefined) return known;
    const [oldest] = prepared.keys();
    if (prepared.size >= kept && oldest !== undefined) prepared.delete(oldest);
    const fresh = prepareTemplates(automation.invocationMethod, jq);
    prepared.set(hash, fresh);
    // A failure of ours must not be remembered for ever.
    fresh.catch(() => prepared.delete(hash));
    return fresh;
  }

  return async (hash, automation, items) => {
    const templates = await prepare(hash, automation);
    const roots = items.map(({ run, event }) =>
      triggerData(event, { id: run.id, automation: run.automation, at: run.createdAt }),
    );
    const secrets = Object.fromEntries(
      templates.secretNames.flatMap((name) => {
        const value = settings.secrets[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const renderings = await render(templates, roots, secrets, jq);
    return renderings.map((rendering): Rendered => {
      if (!rendering.ok) return { ok: false, message: `The invocation cannot be rendered: ${rendering.message}` };
      const { real, shown, warnings } = rendering;
      if (!isObject(real) || !isObject(shown))
        return { ok: false, message: 'The invocation did not render to an object' };
      return { ok: true, real, shown, secrets, warnings: warnings.map((message) => ({ level: 'warning', message })) };
    });
  };
}
