import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { AppError, messageOf } from '../../core/error.ts';

/** How long the issuer may take to answer, ms. */
const timeout = 5_000;

/** The largest answer accepted from an issuer, bytes. */
const maxAnswer = 256 * 1024;

/**
 * The keys of an OpenID issuer, found through its discovery document (OpenID Connect Discovery 1.0, section 4). Both
 * are fetched on first use; keys are fetched again after ten minutes, and for an unknown key at most every 30 seconds.
 */
export function createIssuerKeys(issuer: string): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | null = null;

  async function discover(): Promise<JWTVerifyGetKey> {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const document = await (await fetchBounded(url, { signal: AbortSignal.timeout(timeout) })).json().catch(() => null);
    const { issuer: named, jwks_uri: address } = (document ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
    if (named !== issuer) throw unavailable(issuer, `its discovery document is for ${JSON.stringify(named)}`);
    if (typeof address !== 'string' || !URL.canParse(address) || isWeaker(address, issuer)) {
      throw unavailable(issuer, `its discovery document contains no address for its keys`);
    }
    return createRemoteJWKSet(new URL(address), { timeoutDuration: timeout, [customFetch]: fetchBounded });
  }

  async function fetchBounded(url: string, init: RequestInit): Promise<Response> {
    try {
      const response = await fetch(url, { ...init, redirect: 'error' });
      if (response.status === 200) return new Response(await readBounded(response), { status: 200 });
      await response.body?.cancel();
      throw unavailable(issuer, `it answered ${response.status}`);
    } catch (cause) {
      throw cause instanceof AppError ? cause : unavailable(issuer, messageOf(cause), cause);
    }
  }

  async function readBounded({ body }: Response): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    let size = 0;
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxAnswer) throw unavailable(issuer, 'its answer is too large');
      text += decoder.decode(chunk, { stream: true });
    }
    return text;
  }

  return async (header, token) => {
    // Failures are not cached: the issuer may answer next time.
    keys ??= discover().catch((error: unknown) => {
      keys = null;
      throw error;
    });
    const find = await keys;
    try {
      return await find(header, token);
    } catch (error) {
      // If there is no matching key, the token is at fault; if the key set is invalid, the issuer is.
      if (error instanceof errors.JWKSInvalid || isPlainFailure(error)) {
        throw unavailable(issuer, 'its keys cannot be read', error);
      }
      throw error;
    }
  };
}

/** jose has no error class of its own for an answer that is not JSON. */
function isPlainFailure(error: unknown): boolean {
  return error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC';
}

/** True for a key address that is less secure than the issuer's: keys fetched without TLS can be forged. */
function isWeaker(address: string, issuer: string): boolean {
  return new URL(issuer).protocol === 'https:' && new URL(address).protocol !== 'https:';
}

function unavailable(issuer: string, reason: string, cause?: unknown): AppError {
  return new AppError('unavailable', `The keys of ${issuer} cannot be fetched now: ${reason}`, { cause });
}
