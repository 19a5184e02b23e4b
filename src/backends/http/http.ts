import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, EnvHttpProxyAgent, errors, request } from 'undici';
import { headersFinding, httpAddress, notAnAddress } from '../../core/definition/http-call.ts';
import { messageOf } from '../../core/error.ts';
import type { Http, HttpRequest, HttpResult } from '../backend.ts';
import { isPrivateAddress } from './addresses.ts';
import { answerText, tooLarge } from './answer-text.ts';
import { withBasic } from './basic.ts';
import { inWords, isUnsent } from './network-errors.ts';
import type { Proxies } from './proxy.ts';

/** The limits of the HTTP client; times in ms, sizes in bytes. */
export type HttpOptions = {
  /** Private addresses that may be called: `host` or `host:port`, as written in the URL. */
  allowedHosts: readonly string[];
  connectTimeout?: number;
  answerTimeout?: number;
  /** The maximum size of an answer that is read. */
  maxAnswer?: number;
  /** Null or absent: calls are made directly. */
  proxies?: Proxies | null;
};

/** The largest headers of an answer, bytes: 16 KiB, the usual limit, is too small for some receivers. */
const maxHeaderSize = 256 * 1024;

/**
 * Creates the client for all outgoing HTTP: keep-alive, timeouts, a limit on answers, no redirects (one could lead a
 * signed body elsewhere). Addresses are checked after resolution, so that a public name cannot point to a private
 * address. Behind a proxy, which resolves names itself, that check is up to the proxy.
 */
export function createHttp(options: HttpOptions): Http & { close(): Promise<void> } {
  const allowed = options.allowedHosts.map((name) => name.toLowerCase());
  const { connectTimeout = 5_000, answerTimeout = 30_000, maxAnswer = 256 * 1024, proxies = null } = options;
  const limits = { headersTimeout: answerTimeout, bodyTimeout: answerTimeout, maxHeaderSize };
  const common = { ...limits, connections: 128, pipelining: 1 };
  const unguarded = { ...common, connect: { timeout: connectTimeout } };
  const guarded = { ...common, connect: { timeout: connectTimeout, lookup: guardedLookup } };
  const direct = new Agent(unguarded);
  const open = proxies === null ? direct : new EnvHttpProxyAgent({ ...unguarded, ...proxies });
  const closed = proxies === null ? new Agent(guarded) : new EnvHttpProxyAgent({ ...guarded, ...proxies });

  return {
    async send(call: HttpRequest): Promise<HttpResult> {
      const url = httpAddress(call.url);
      if (url === null) return { type: 'refused', message: notAnAddress };
      const headers = withBasic(url, call.headers);
      const wrongHeader = headersFinding(headers);
      if (wrongHeader !== null) return { type: 'refused', message: wrongHeader };
      const trusted = call.trusted === true || isAllowed(url, allowed);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      // Node does not resolve IP literals, so the lookup below would never see them.
      if (!trusted && isIP(host) !== 0 && isPrivateAddress(host)) return refusal(url.host);
      try {
        const answer = await request(url, {
          method: call.method as 'POST',
          headers,
          body: call.body ?? null,
          dispatcher: call.direct === true ? direct : trusted ? open : closed,
          ...(call.answerTimeout !== undefined && {
            headersTimeout: call.answerTimeout,
            bodyTimeout: call.answerTimeout,
          }),
          ...(call.signal && { signal: call.signal }),
        });
        const flatHeaders = flat(answer.headers);
        const { bytes, lost } = await readAnswer(answer.body, maxAnswer, call.answerTimeout ?? answerTimeout);
        const read = lost === undefined ? answerText(bytes, flatHeaders, maxAnswer) : { text: bytes.toString(), lost };
        const truncated = read.lost !== undefined;
        return { type: 'answer', status: answer.statusCode, headers: flatHeaders, truncated, ...read };
      } catch (error) {
        return failure(error, url, proxies !== null);
      }
    },
    async close() {
      await Promise.all([direct.close(), open === direct ? undefined : open.close(), closed.close()]);
    },
  };
}

/** True for a private host that the operator allows, by its name or with its port. */
export function isAllowed(url: URL, allowed: readonly string[]): boolean {
  // A URL drops the default port of its scheme.
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return allowed.includes(url.hostname) || allowed.includes(`${url.hostname}:${port}`);
}

/** The error code with which our lookup refuses a name that resolves to a private address. */
const refusedCode = 'EREFUSED_ADDRESS';

const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    // One private address among public ones is enough to refuse: we do not choose which one is used.
    if (addresses.length === 0 || addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(Object.assign(new Error(hostname), { code: refusedCode }), []);
    }
    const [first] = addresses;
    return options.all || first === undefined ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};

function refusal(host: string): HttpResult {
  return {
    type: 'refused',
    message: `${host} is a private address. If that is intended, add it to ALLOWED_HOSTS and restart the service`,
  };
}

function failure(error: unknown, url: URL, mayUseProxy: boolean): HttpResult {
  const { host } = url;
  const message = messageOf(error);
  const code = codeOf(error);
  if (isLocal(error, code)) return { type: 'refused', message: `The call to ${host} cannot be made: ${message}` };
  if (code === refusedCode) return refusal(host);
  if (message.startsWith('Proxy response')) {
    const status = /\d{3}/.exec(message)?.[0] ?? 'no';
    return { type: 'unsent', message: `The proxy did not open a connection to ${host}: it answered ${status}` };
  }
  // When several addresses all fail, the AggregateError carries the first one's code.
  if (isUnsent(code)) {
    const way = mayUseProxy ? ', through a proxy unless NO_PROXY lists it' : '';
    return { type: 'unsent', message: `Could not connect to ${host}${way}: ${inWords(code, message)}` };
  }
  if (isUnreadable(error, code)) {
    const what = `${host} sent an invalid HTTP response: ${inWords(code, message)}`;
    return { type: 'unreadable', message: `${what}. It may have carried out the request` };
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { type: 'unanswered', message: `No answer from ${host} within the time that one attempt may take` };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { type: 'unanswered', message: `The call to ${host} was aborted by this service` };
  }
  return { type: 'unanswered', message: `No answer from ${host}: ${inWords(code, message)}` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** True for a call that the client itself refuses to make, independent of the receiver. */
function isLocal(error: unknown, code: string): boolean {
  return (
    error instanceof errors.InvalidArgumentError ||
    error instanceof errors.NotSupportedError ||
    error instanceof errors.RequestContentLengthMismatchError ||
    code.startsWith('ERR_INVALID_')
  );
}

/** True when bytes came back that are not a valid answer: the receiver got the request and has begun to answer. */
function isUnreadable(error: unknown, code: string): boolean {
  return error instanceof errors.HTTPParserError || code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW';
}

/**
 * Reads a body to its end or to the limit. The status has arrived, so whatever happens to the body, this is an answer.
 */
async function readAnswer(body: AsyncIterable<Buffer> & { destroy(): unknown }, limit: number, timeoutMs: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  let lost: string | undefined;
  const timer = setTimeout(() => {
    lost = 'the answer was not complete in time';
    body.destroy();
  }, timeoutMs);
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) {
        lost = tooLarge(limit);
        body.destroy();
        break;
      }
    }
  } catch {
    lost ??= 'the answer broke off';
  } finally {
    clearTimeout(timer);
  }
  return { bytes: Buffer.concat(chunks).subarray(0, limit), lost };
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
}
