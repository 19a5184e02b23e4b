import { once } from 'node:events';
import { createServer } from 'node:net';

/** Throws if the service cannot listen at an address, before a database is opened and migrated for nothing. */
export async function requirePort(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer().listen({ host, port, exclusive: true });
  await once(server, 'listening');
  await new Promise((resolve) => server.close(resolve));
}
