import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, messageOf } from '../../core/error.ts';
import { variables } from './variables.ts';

/** The secrets in a folder by the names of their variables, and the names of files that are not secrets. */
export type SecretFiles = { values: Readonly<Record<string, string>>; ignored: readonly string[] };

/** A secret is a key or a password; anything larger is a mistake. */
const maxBytes = 64 * 1024;

/** Kubernetes replaces this link when secrets change, so that all files of one version are seen together. */
const currentVersion = '..data';

/** Reads a folder with a file for each secret. Throws `invalid_request` when it cannot be read. */
export function readSecretFiles(folder: string): SecretFiles {
  try {
    const names = readdirSync(folder);
    // The version itself, so that a change in the middle does not mix two versions.
    const from = names.includes(currentVersion) ? realpathSync(join(folder, currentVersion)) : folder;
    const files = readdirSync(from).filter((name) => !name.startsWith('.') && statSync(join(from, name)).isFile());
    const [known, ignored] = [files.filter(isSecret), files.filter((name) => !isSecret(name))];
    return { values: Object.fromEntries(known.map((name) => [name, readSecret(join(from, name))])), ignored };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const message = `SECRETS_DIR is ${JSON.stringify(folder)}, which cannot be read: ${messageOf(error)}`;
    throw new AppError('invalid_request', message, { cause: error });
  }
}

function isSecret(name: string): boolean {
  return name.startsWith('SECRET_') || (Object.hasOwn(variables, name) && variables[name]?.secret === true);
}

function readSecret(path: string): string {
  if (statSync(path).size > maxBytes) throw new AppError('invalid_request', `${path} is too large for a secret`);
  // Editors and `echo` end a file with a line break that is not part of the secret.
  return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}
