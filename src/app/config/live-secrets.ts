import { type SigningSecrets, singleSecret } from '../../backends/signature.ts';
import type { EnvironmentVariables } from '../../backends/variable.ts';
import { messageOf } from '../../core/error.ts';
import type { Log } from '../world.ts';
import { type Config, readConfig } from './config.ts';
import { readSecretFiles, type SecretFiles } from './secret-files.ts';

/** The secrets that may change while the service runs. */
export type LiveSecrets = {
  /** The client's secret, and the secret that it replaces. */
  client(): SigningSecrets;
  /** The secret that signs for agents, which know only the client secret; the old one while it is valid. */
  agent(): string;
  /** The secrets that sign events and webhooks. */
  signing(): SigningSecrets;
  /** The secrets for definitions, by name; a new object after each change. */
  named(): Readonly<Record<string, string>>;
  /** The secrets for definitions with their previous values, for redaction. */
  hidden(): Readonly<Record<string, string>>;
  /** Reads the files again; true when something changed. If something is invalid, it is logged and nothing changes. */
  reload(): boolean;
};

/** The secrets in the folder set in the environment; empty without a folder. */
export function secretFilesOf({ SECRETS_DIR: folder }: EnvironmentVariables): SecretFiles {
  return folder?.trim() ? readSecretFiles(folder.trim()) : { values: {}, ignored: [] };
}

/** Creates the live secrets from the configuration at start; `ownSecret` is the client's where none is configured. */
export function createLiveSecrets(
  environment: EnvironmentVariables,
  config: Pick<Config, 'client' | 'clientSecretOld' | 'eventsSecret' | 'eventsSecretOld' | 'secrets'>,
  ownSecret: string,
  log: Log,
): LiveSecrets {
  let values = valuesOf(config, ownSecret);
  const atStart = secretFilesOf(environment);
  let known = atStart.values;
  /** What the last read found but did not accept yet. */
  let unconfirmed: string | null = null;
  let problem: string | null = null;
  let hidden: Readonly<Record<string, string>> = values.named;
  const { ignored } = atStart;
  if (ignored.length > 0)
    log.info({ files: ignored }, 'files in SECRETS_DIR that are not named after a secret are ignored');

  return {
    client: () => values.client,
    agent: () => singleSecret(values.client),
    signing: () => values.signing,
    named: () => values.named,
    hidden: () => hidden,
    reload() {
      try {
        const files = secretFilesOf(environment).values;
        const now = JSON.stringify(files);
        // A file that is being written is briefly empty or missing, and a call with a missing secret could not be
        // undone.
        const isWritten = lacksSome(files, known) && now !== unconfirmed;
        unconfirmed = now;
        if (isWritten || now === JSON.stringify(known)) return false;
        const next = valuesOf(readConfig({ ...environment, ...files }), ownSecret);
        hidden = { ...former(values.named, next.named, hidden), ...next.named };
        [values, known, problem] = [next, files, null];
        log.info({}, 'the secrets of SECRETS_DIR changed');
        return true;
      } catch (error) {
        // It is checked every two seconds, but logged once.
        const message = messageOf(error);
        if (message !== problem) {
          log.warn({ error: message }, 'the secrets of SECRETS_DIR cannot be used; the previous ones remain in use');
        }
        problem = message;
        return false;
      }
    },
  };
}

function lacksSome(files: SecretFiles['values'], known: SecretFiles['values']): boolean {
  return Object.entries(known).some(([name, value]) => value !== '' && !files[name]);
}

type Values = { client: SigningSecrets; signing: SigningSecrets; named: Readonly<Record<string, string>> };

function valuesOf(
  {
    client,
    clientSecretOld,
    eventsSecret,
    eventsSecretOld,
    secrets,
  }: Pick<Config, 'client' | 'clientSecretOld' | 'eventsSecret' | 'eventsSecretOld' | 'secrets'>,
  ownSecret: string,
): Values {
  const own: SigningSecrets = { current: client?.secret ?? ownSecret, old: clientSecretOld };
  const signing = eventsSecret === null ? own : { current: eventsSecret, old: eventsSecretOld };
  return { client: own, signing, named: secrets };
}

/** Values that secrets had: a receiver may still repeat one of them. */
function former(
  before: Values['named'],
  after: Values['named'],
  hidden: Values['named'],
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = { ...hidden };
  for (const [name, value] of Object.entries(before)) {
    if (after[name] === value) continue;
    const count = Object.keys(kept).filter((key) => key.startsWith(`${name} (old`)).length;
    kept[`${name} (old${count === 0 ? '' : ` ${count + 1}`})`] = value;
  }
  return kept;
}
