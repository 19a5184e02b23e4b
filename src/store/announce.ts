import type { Tx } from './store.ts';

/** Wraps every write so that it reports what it changed, such as `run:r_1`, to `changed`, for open pages. */
export function announce(tables: Tx, changed: (topics: readonly string[]) => void): Tx {
  const { auditRecords, automations, blueprints, bulkJobs, entities, events, history, pauses, runs, targets, waiting } =
    tables;

  /** Wraps a write so that it also reports the topics in its arguments and its result. */
  const telling =
    <Args extends unknown[], Result>(
      write: (...args: Args) => Promise<Result>,
      kind: string,
      namesOf: (result: Result, ...args: Args) => Iterable<string>,
    ) =>
    async (...args: Args): Promise<Result> => {
      const result = await write(...args);
      changed(Array.from(namesOf(result, ...args), (name) => `${kind}:${name}`));
      return result;
    };

  return {
    ...tables,
    auditRecords: {
      ...auditRecords,
      insert: telling(auditRecords.insert, 'audit', (_, records) => records.map(({ id }) => id)),
    },
    automations: {
      ...automations,
      put: telling(automations.put, 'automation', (_, { automation }) => [automation.identifier]),
      putAll: telling(automations.putAll, 'automation', (_, all) => all.map(({ automation }) => automation.identifier)),
      remove: telling(automations.remove, 'automation', (_, identifier) => [identifier]),
      removeAll: telling(automations.removeAll, 'automation', (_, identifiers) => identifiers),
      rename: telling(automations.rename, 'automation', (_, from, to) => [from, to]),
      touch: telling(automations.touch, 'automation', (_, identifiers) => identifiers),
    },
    bulkJobs: {
      ...bulkJobs,
      create: telling(bulkJobs.create, 'bulk', (_, { id }) => [id]),
      progress: telling(bulkJobs.progress, 'bulk', (_, id) => [id]),
      fail: telling(bulkJobs.fail, 'bulk', (_, id) => [id]),
      cancel: telling(bulkJobs.cancel, 'bulk', (_, id) => [id]),
    },
    blueprints: {
      ...blueprints,
      insert: telling(blueprints.insert, 'blueprint', (_, identifier) => [identifier]),
      update: telling(blueprints.update, 'blueprint', (_, identifier) => [identifier]),
      remove: telling(blueprints.remove, 'blueprint', (_, identifier) => [identifier]),
    },
    entities: {
      ...entities,
      insert: telling(entities.insert, 'entity', (_, blueprint, identifier) => [pathOf(blueprint, identifier)]),
      update: telling(entities.update, 'entity', (_, blueprint, identifier) => [pathOf(blueprint, identifier)]),
      remove: telling(entities.remove, 'entity', (_, blueprint, identifier) => [pathOf(blueprint, identifier)]),
    },
    events: {
      ...events,
      insert: telling(events.insert, 'event', (inserted) => inserted),
      markMatched: telling(events.markMatched, 'event', (_, results) => results.map(({ id }) => id)),
    },
    history: {
      ...history,
      endAttempts: telling(history.endAttempts, 'run', (_, ends) => ends.map(({ runId }) => runId)),
      refuteAttempts: telling(history.refuteAttempts, 'run', (_, runId) => [runId]),
      cancelAttempts: telling(history.cancelAttempts, 'run', (_, attempts) => attempts.map(({ runId }) => runId)),
      addLogs: telling(history.addLogs, 'run', (_, lines) => lines.map(({ runId }) => runId)),
    },
    pauses: {
      ...pauses,
      put: telling(pauses.put, 'target', (_, { kind, name }) => (kind === 'target' ? [name] : [])),
      remove: telling(pauses.remove, 'target', (_, kind, name) => (kind === 'target' ? [name] : [])),
      end: telling(pauses.end, 'target', (ended) =>
        ended.flatMap(({ kind, name }) => (kind === 'target' ? [name] : [])),
      ),
    },
    runs: {
      ...runs,
      insert: telling(runs.insert, 'run', (inserted) => inserted),
      save: telling(runs.save, 'run', (_, saved) => saved.map(({ id }) => id)),
      claim: telling(runs.claim, 'run', (claimed) => claimed.map(({ run }) => run.id)),
      intend: telling(runs.intend, 'run', (_, id) => [id]),
    },
    targets: {
      ...targets,
      fail: telling(targets.fail, 'target', (_, target) => [target]),
      recover: telling(targets.recover, 'target', (recovered) => recovered),
      probeNow: telling(targets.probeNow, 'target', (done, key) => (done ? [key] : [])),
      takeProbe: telling(targets.takeProbe, 'target', (taken, key) => (taken ? [key] : [])),
    },
    waiting: {
      ...waiting,
      claim: telling(waiting.claim, 'run', (claimed) => claimed.map(({ run }) => run.id)),
    },
  };
}

function pathOf(blueprint: string, identifier: string): string {
  return `${blueprint}/${identifier}`;
}
