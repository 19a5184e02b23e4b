import type { Automation } from '../../core/automation.ts';
import { credentialsIn, httpAddress, methodWithoutCredentials } from '../../core/definition/http-call.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { triggerData } from '../../core/match/trigger-data.ts';
import type { LogLine } from '../../core/run/run.ts';
import type { Notice } from '../../core/template/assemble-template.ts';
import { neededSecrets } from '../../core/template/needed-secrets.ts';
import { secretNames } from '../../core/template/secret-references.ts';
import { type PreparedTemplates, prepareTemplates, render } from '../../core/template/template.ts';
import { addressLacks, prepareUnsetAddress, type UnsetAddress } from '../../core/template/unset.ts';
import type { ClaimedRun } from '../../store/runs.ts';
import type { World } from '../world.ts';

/** An invocation rendered for one run: `real`, with secrets, for the call only; `shown` for everything else. */
export type Rendered =
  | { ok: true; real: JsonObject; shown: JsonObject; secrets: Record<string, string>; warnings: LogLine[] }
  /** `late`: rendering only ran out of time and may succeed when tried again. */
  | { ok: false; message: string; late: boolean };

/** The inputs of rendering an invocation. */
type RenderedFor = Pick<ClaimedRun, 'run' | 'event'>;

type PreparedInvocation = {
  templates: PreparedTemplates;
  names: readonly string[];
  /** The names of secrets that have no fallback. */
  needed: ReadonlySet<string>;
  unset: UnsetAddress | null;
};

/** How many prepared definitions are cached. */
const kept = 2_000;

/** Renders the invocations of runs that share a definition, in one batch; prepares each definition once. */
export function createRenderer(
  world: Pick<World, 'jq' | 'settings'>,
): (hash: string, automation: Automation, items: readonly RenderedFor[]) => Promise<Rendered[]> {
  const { jq, settings } = world;
  const prepared = new Map<string, Promise<PreparedInvocation>>();
  let known = settings.secrets;

  async function fresh({ invocationMethod }: Automation): Promise<PreparedInvocation> {
    return {
      templates: await prepareTemplates(invocationMethod, jq),
      names: secretNames(invocationMethod),
      needed: new Set(neededSecrets(invocationMethod)),
      unset: await prepareUnsetAddress(invocationMethod, settings.secrets, jq),
    };
  }

  function prepare(hash: string, automation: Automation): Promise<PreparedInvocation> {
    // A prepared definition depends on which secrets are not set.
    if (settings.secrets !== known) prepared.clear();
    known = settings.secrets;
    const before = prepared.get(hash);
    if (before !== undefined) return before;
    const [oldest] = prepared.keys();
    if (prepared.size >= kept && oldest !== undefined) prepared.delete(oldest);
    const made = fresh(automation);
    prepared.set(hash, made);
    // An internal failure must not be cached forever.
    made.catch(() => prepared.delete(hash));
    return made;
  }

  return async (hash, automation, items) => {
    const { templates, names, needed, unset: address } = await prepare(hash, automation);
    const secrets: Record<string, string> = {};
    const unset: LogLine[] = [];
    for (const name of names) {
      const value = settings.secrets[name];
      if (value !== undefined) secrets[name] = value;
      else if (needed.has(name))
        unset.push({ level: 'warning', message: `The secret ${name} is not set (SECRET_${name}); it renders as null` });
    }
    const roots = items.map(({ run, event }) =>
      triggerData({
        event,
        automation: run.automation,
        runId: run.id,
        by: event.trigger.by,
        at: new Date(run.createdAt).toISOString(),
      }),
    );
    const renderings = await render(templates, roots, jq, { secrets });
    const urls = renderings.map((one) => (one.ok && isObject(one.real) ? one.real.url : undefined));
    const incomplete = address === null ? [] : await addressLacks(address, urls, roots, secrets, jq);
    return renderings.map((rendering, index): Rendered => {
      if (!rendering.ok) {
        const message = `The invocation cannot be rendered: ${rendering.errors.map(sentence).join('; ')}`;
        return { ok: false, message, late: rendering.timeout === true };
      }
      const { real, shown } = rendering;
      if (!isObject(real) || !isObject(shown)) {
        return { ok: false, message: 'The invocation did not render to an object', late: false };
      }
      if (address !== null && incomplete[index] === true)
        return { ok: false, message: unsetMessage(address), late: false };
      const warnings = rendering.warnings.map((notice): LogLine => ({ level: 'warning', message: sentence(notice) }));
      const own = { ...secrets, ...urlSecrets(real) };
      return {
        ok: true,
        real,
        shown: methodWithoutCredentials(shown),
        secrets: own,
        warnings: [...unset, ...warnings],
      };
    });
  };
}

/** The credentials in a URL, in the forms that an answer may repeat, so that they are redacted. */
function urlSecrets({ url }: JsonObject): Record<string, string> {
  const address = typeof url === 'string' ? httpAddress(url) : null;
  const credentials = address === null ? null : credentialsIn(address);
  if (credentials === null) return {};
  return { 'of the URL': credentials, 'in the URL': credentials.slice(credentials.indexOf(':') + 1) };
}

/** Explains a call that is not made because unset variables left its address incomplete. */
function unsetMessage({ names }: UnsetAddress): string {
  const variables = names.map((name) => `SECRET_${name}`).join(' and ');
  const what =
    names.length === 1 ? `the secret ${names[0]}, which is` : `the secrets ${names.join(' and ')}, which are`;
  return `Nothing was called: the URL needs ${what} not set. Set ${variables} and restart the service.`;
}

function sentence({ path, message }: Notice): string {
  return path === '' ? message : `${path}: ${message}`;
}
