import { minSecretLength } from '../../core/secrets/replace-secret.ts';
import type { Log } from '../world.ts';
import type { Config } from './config.ts';

/** Secrets shorter than this are redacted only as whole words, because they occur in answers by chance. */
const shortSecret = 8;

/** Warns of secrets that are too short to be redacted wherever they occur. */
export function warnOfShortSecrets(secrets: Config['secrets'], log: Pick<Log, 'warn'>): void {
  for (const [name, value] of Object.entries(secrets)) {
    if (value.length >= shortSecret) continue;
    const fields = { secret: `SECRET_${name}`, characters: value.length };
    if (value.length < minSecretLength) log.warn(fields, 'a secret this short is not redacted: use a longer one');
    else log.warn(fields, 'a short secret is redacted only as a whole word');
  }
}
