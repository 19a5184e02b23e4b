import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** A new database on the Postgres server that all files of the run share, empty or a copy of another one; `stop` drops it. */
export async function startPostgres(template = 'template1'): Promise<{ url: string; stop(): Promise<void> }> {
  const server = await askHost('GET');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runSql(server, `create database ${name} template ${template}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, stop: () => runSql(server, `drop database ${name} with (force)`) };
}

/** Starts a Postgres server for a test that takes it away. */
export async function startPostgresServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = await askHost('POST');
  return { url, stop: async () => void (await askHost('DELETE', `?url=${encodeURIComponent(url)}`)) };
}

async function askHost(method: string, query = ''): Promise<string> {
  const answer = await fetch(`${inject('postgresHost')}${query}`, { method });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
