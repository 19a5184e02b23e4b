import { startApp } from '../../src/app/start.ts';
import type { World } from '../../src/app/world.ts';
import type { GitHub } from '../../src/backends/backend.ts';
import { createHttp } from '../../src/backends/http/http.ts';
import { backends } from '../../src/backends/index.ts';
import { createJq } from '../../src/jq/create.ts';
import { openQueue } from '../../src/store/queue.ts';
import { createStore } from '../../src/store/store.ts';
import { otherSystems } from '../backends/other-systems.ts';
import { workerUrl } from '../jq/jq.ts';
import { openFreshDatabase } from '../store/template.ts';

/**
 * The whole app in this process, on an embedded database. Its clock is days behind the queue's: whatever it puts off,
 * such as the next attempt, is due at once.
 */
export async function startLateApp({ allowed = [], github = null }: { allowed?: string[]; github?: GitHub | null }) {
  const lag = 5 * 24 * 3600 * 1000;
  const clock = { now: () => Date.now() - lag, chance: () => 0 };
  const errors: object[] = [];
  const log: World['log'] = { debug() {}, info() {}, warn() {}, error: (fields) => void errors.push(fields) };
  const db = await openFreshDatabase();
  const queue = await openQueue(db, { schema: 'pgboss', onError: (error) => log.error({ error }, '') });
  const jq = createJq({ workerUrl });
  const http = createHttp({ allowedHosts: allowed });
  const settings = {
    orgId: 'org',
    replica: 'one',
    signingSecret: 'a signing secret',
    secrets: {},
    maxChainDepth: 10,
    retentionDays: 30,
    concurrency: 200,
  };
  const world: World = { store: createStore(db, queue, clock.now), queue, jq, backends, clock, log, settings };
  const outside = {
    http,
    github,
    ...otherSystems,
    api: async () => null,
    now: Date.now,
    orgId: 'org',
    signingSecret: 'a signing secret',
  };
  const app = await startApp(world, outside, { alone: true, redeliver: null, kafka: null });
  return {
    app,
    async [Symbol.asyncDispose](): Promise<void> {
      await app.stop();
      await queue.stop();
      await Promise.all([db.destroy(), jq.close(), http.close()]);
      if (errors.length > 0) throw new Error(`The log holds errors: ${JSON.stringify(errors)}`);
    },
  };
}
