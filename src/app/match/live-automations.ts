import { createCache } from '../../backends/cache.ts';
import type { Automation } from '../../core/automation.ts';
import { type Listeners, listenersOf } from '../../core/match/listeners.ts';
import { indexTriggers, type TriggerIndex } from '../../core/match/trigger-index.ts';
import type { AutomationSettings } from '../../core/settings/automation-settings.ts';
import { type Limits, limitsOf } from '../../core/settings/limits.ts';
import type { Pause, PauseKind } from '../../core/views/pause-view.ts';
import type { StoredAutomation } from '../../store/automations.ts';
import type { Tx } from '../../store/store.ts';
import type { World } from '../world.ts';

/** The current automations, ready to match. */
export type Live = {
  version: number;
  index: TriggerIndex;
  listeners: Listeners;
  /** The stored automations by identifier. */
  byIdentifier: ReadonlyMap<string, StoredAutomation>;
  /** The pauses at the time when the automations were read; one may have ended since. */
  pauses: readonly Pause[];
  /** The limits of those automations that have any. */
  limits: ReadonlyMap<string, Limits>;
};

/** The automations as all replicas see them, reloaded whenever one of them changes. */
export type LiveAutomations = {
  /**
   * Returns the current automations. `from`: a transaction that sees everything committed so far and changes no
   * automations. A caller inside a transaction must pass it: the embedded database has only one connection.
   */
  current(from?: Pick<Tx, 'automations' | 'pauses'>): Promise<Live>;
  /** Returns automations that may be out of date by `maxAgeMs`, by default slightly, for checks on every attempt. */
  recent(maxAgeMs?: number): Promise<Live>;
  /** A definition by its content hash, for runs whose automation may have changed since. */
  definition(hash: string): Promise<Automation | null>;
};

/** The pause that holds the runs of an automation or of a target at `now` (ms); null when there is none. */
export function pauseOf({ pauses }: Pick<Live, 'pauses'>, kind: PauseKind, name: string, now: number): Pause | null {
  const pause = pauses.find((one) => one.kind === kind && one.name === name);
  return pause === undefined || (pause.until !== null && pause.until <= now) ? null : pause;
}

/** The settings of an automation; null when it has none or was deleted. */
export function settingsOf(
  { byIdentifier }: Pick<Live, 'byIdentifier'>,
  automation: string,
): AutomationSettings | null {
  return byIdentifier.get(automation)?.settings ?? null;
}

/** The maximum age of `recent` by default, ms. */
export const recentMs = 200;

/** How many definitions are cached for runs in progress. */
const maxDefinitions = 2_000;

/** Creates the cache of the stored automations. */
export function createLiveAutomations(world: Pick<World, 'store'>): LiveAutomations {
  const { store } = world;
  let loaded: Live | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let loading: { version: number; result: Promise<Live> } | null = null;
  const definitions = createCache<Automation>({ max: maxDefinitions });

  async function load(version: number, from: Pick<Tx, 'automations' | 'pauses'> = store): Promise<Live> {
    const stored = await from.automations.list();
    const pauses = await from.pauses.list();
    const automations = stored.map(({ automation }) => automation);
    for (const { hash, automation } of stored) definitions.set(hash, automation);
    return {
      version,
      index: indexTriggers(automations),
      listeners: listenersOf(automations),
      byIdentifier: new Map(stored.map((item) => [item.automation.identifier, item])),
      pauses,
      limits: new Map(
        stored.flatMap(({ automation: { identifier }, settings }) => {
          const limits = limitsOf(settings);
          return limits === null ? [] : [[identifier, limits] as const];
        }),
      ),
    };
  }

  function keep(fresh: Live): Live {
    if (loaded === null || loaded.version < fresh.version) loaded = fresh;
    return fresh;
  }

  async function current(from?: Pick<Tx, 'automations' | 'pauses'>): Promise<Live> {
    const begun = performance.now();
    // The version is read first: a change during the load makes the next call load again.
    const version = await (from ?? store).automations.version();
    if (loaded !== null && loaded.version >= version) {
      checkedAt = begun;
      return loaded;
    }
    // A caller in a transaction cannot wait for a load that may itself be waiting for the connection.
    if (from !== undefined) return keep(await load(version, from));
    // A load that began before this version was written may have missed it.
    if (loading === null || loading.version < version) loading = { version, result: load(version) };
    const { result } = loading;
    const fresh = await result.catch((error: unknown) => {
      if (loading?.result === result) loading = null;
      throw error;
    });
    checkedAt = begun;
    return keep(fresh);
  }

  return {
    current,

    async recent(maxAgeMs = recentMs) {
      return loaded !== null && performance.now() - checkedAt < maxAgeMs ? loaded : current();
    },

    async definition(hash) {
      const known = definitions.get(hash);
      if (known !== undefined) return known;
      const automation = await store.automations.definition(hash);
      if (automation !== null) definitions.set(hash, automation);
      return automation;
    },
  };
}
