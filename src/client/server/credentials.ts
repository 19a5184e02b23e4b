import { AppError, messageOf } from '../../core/error.ts';

/** A client's id and secret. */
export type Credentials = { id: string; secret: string };

/**
 * How to authenticate with a server: with a client's credentials, else with the job's OIDC token from `getIdToken`. Null when
 * there is neither, as in a pull request from a fork. The returned function makes the header and rejects with AppError.
 */
export function authorizer(
  url: string,
  client: Credentials | null,
  environment: Readonly<Record<string, string | undefined>>,
  getIdToken: (audience: string) => Promise<string>,
): (() => Promise<string>) | null {
  if (client) {
    const value = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    return async () => value;
  }
  if (!environment.ACTIONS_ID_TOKEN_REQUEST_URL) return null;
  return async () => {
    try {
      return `Bearer ${await getIdToken(url)}`;
    } catch (error) {
      // The toolkit's message has several lines.
      const reason = messageOf(error).replaceAll(/\s+/g, ' ').trim();
      throw new AppError('unavailable', `GitHub did not give this job an OIDC token: ${reason}`, { cause: error });
    }
  };
}

/** The credentials that were given, or null for none. Throws `invalid_request` for half of them. */
export function credentialsOf(id: string | undefined, secret: string | undefined): Credentials | null {
  if (id && secret) return { id, secret };
  if (!id && !secret) return null;
  throw new AppError('invalid_request', 'Give both the client id and the client secret, or neither.');
}
