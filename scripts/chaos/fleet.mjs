// One or more servers on the same data, of which any may be killed and started again at any time.
import { startServer } from '../bench/world.mjs';

/** Starts them one after the other: the first makes the tables. */
export async function startFleet(size, env) {
  const servers = [];
  for (let index = 0; index < size; index++) servers.push(await startServer(env));
  let turn = 0;
  return {
    /** Some server that is up, or null while there is none. */
    url() {
      for (let tried = 0; tried < size; tried++) {
        const server = servers[turn++ % size];
        if (server) return server.url;
      }
      return null;
    },
    /** Kills one of them and starts it again; resolves when it is ready. */
    async strike(index) {
      const victim = servers[index % size];
      servers[index % size] = null;
      await victim.kill();
      servers[index % size] = await startServer(env, victim);
    },
    async stop() {
      for (const server of servers) await server?.stop();
    },
  };
}
