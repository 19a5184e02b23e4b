import { startPostgres } from '../../store/postgres-server.ts';
import { type ProcessServer, startProcess } from './server.ts';
import { type Sink, startSink } from './sink.ts';

/** Two processes of the service on one Postgres, and a receiver that both may call. */
export type Replicas = {
  postgres: { url: string };
  sink: Sink;
  first: ProcessServer;
  second: ProcessServer;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Starts both at once; the second one finds the tables created or being created. */
export async function startReplicas(): Promise<Replicas> {
  const [postgres, sink] = await Promise.all([startPostgres(), startSink()]);
  const client = { CLIENT_ID: 'replicas', CLIENT_SECRET: 'a secret that both know' };
  const environment = { ...client, DATABASE_URL: postgres.url, ALLOWED_HOSTS: sink.host };
  const [first, second] = await Promise.all([startProcess(environment), startProcess(environment)]);
  return {
    postgres,
    sink,
    first,
    second,
    async [Symbol.asyncDispose]() {
      await first[Symbol.asyncDispose]();
      await second[Symbol.asyncDispose]();
      await sink[Symbol.asyncDispose]();
      await postgres.stop();
    },
  };
}
