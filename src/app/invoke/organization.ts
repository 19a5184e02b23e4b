import type { AgentStream } from '../../backends/backend.ts';
import { AppError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { agentTarget, portAgent } from '../../core/run/agent-run.ts';
import type { Run } from '../../core/run/run.ts';
import type { World } from '../world.ts';

/** The settings of the service that agents read and change (Port's organization). */
export type Organization = {
  /** True when agents read their runs from the stream; otherwise they claim them. */
  agentsReadStream(): Promise<boolean>;
  /** Stores the mode that a starting agent requests. With the stream, unclaimed runs are written to it. */
  setAgentsReadStream(readsStream: boolean): Promise<void>;
  /** The brokers and the login for agents. */
  kafkaCredentials(): JsonObject;
};

const readsStreamKey = 'agents_read_kafka';

/** How many runs are switched over in one transaction. */
const batchSize = 200;

/** Keeps the organization's settings; `wake` is called when there are new jobs. */
export function createOrganization(
  world: Pick<World, 'store' | 'backends'>,
  stream: AgentStream | null,
  wake: () => void,
): Organization {
  const { store, backends } = world;
  const targets = backends.flatMap(({ type, agentPayload }) => (agentPayload ? [agentTarget(type, portAgent)] : []));

  function configured(otherwise: 'not_found' | 'conflict'): AgentStream {
    if (stream !== null) return stream;
    const message =
      'No Kafka brokers are configured here. Set KAFKA_BROKERS and restart the service, or start the agent with STREAMER_NAME=POLLING';
    throw new AppError(otherwise, message);
  }

  async function offerAgain(): Promise<void> {
    // Each run only once: a run offered again during this loop goes back to waiting.
    for (let last: string | null = null; ; ) {
      const runs: Run[] = await store.transaction(async (tx) => {
        const runs = await tx.waiting.unclaimed(targets, batchSize, last);
        await tx.runs.save(runs.map((run) => ({ ...run, phase: 'queued', claimedBy: null, nextAt: null })));
        await tx.jobs.put(runs.map((run) => ({ kind: 'invoke', runId: run.id })));
        return runs;
      });
      wake();
      last = runs.at(-1)?.id ?? null;
      if (runs.length < batchSize) return;
    }
  }

  return {
    agentsReadStream: async () => stream !== null && (await store.state.get(readsStreamKey)) === true,

    async setAgentsReadStream(readsStream) {
      if (readsStream) configured('conflict');
      await store.state.put(readsStreamKey, readsStream);
      // On every call, not only on a change: a run may have been offered while the setting was being stored.
      if (readsStream) await offerAgain();
    },

    kafkaCredentials: () => configured('not_found').login,
  };
}
