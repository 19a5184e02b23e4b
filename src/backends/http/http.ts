import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, errors, request } from 'undici';
import { headersProblem, httpAddress, notAnAddress } from '../../core/definition/http-call.ts';
import { messageOf } from '../../core/error.ts';
import type { Http, HttpRequest, HttpResult } from '../backend.ts';
import { isPrivateAddress } from './addresses.ts';
import { inWords, isUnsent } from './network-errors.ts';

/** What the HTTP client may do and how long it waits; times in milliseconds, size in bytes. */
export type HttpOptions = {
  /** Private addresses that may be called: `host` or `host:port`, as they stand in the URL. */
  allowedHosts: readonly string[];
  connectTimeout?: number;
  answerTimeout?: number;
  /** How much of an answer is kept; the rest is not read. */
  maxAnswer?: number;
};

/**
 * The client for all outgoing HTTP: keep-alive, time limits, a cap on answers, no redirects (a redirect could lead a
 * signed body elsewhere). Addresses are checked after resolution, so a public name cannot point inside.
 */
export function createHttp(options: HttpOptions): Http & { close(): Promise<void> } {
  const allowed = options.allowedHosts.map((name) => name.toLowerCase());
  const { connectTimeout = 5_000, answerTimeout = 30_000, maxAnswer = 256 * 1024 } = options;
  const common = { headersTimeout: answerTimeout, bodyTimeout: answerTimeout, connections: 128, pipelining: 1 };
  const open = new Agent({ ...common, connect: { timeout: connectTimeout } });
  const guarded = new Agent({ ...common, connect: { timeout: connectTimeout, lookup: guardedLookup } });

  return {
    async send(call: HttpRequest): Promise<HttpResult> {
      const url = httpAddress(call.url);
      if (url === null) return { type: 'refused', message: notAnAddress };
      const wrongHeader = headersProblem(call.headers);
      if (wrongHeader !== null) return { type: 'refused', message: wrongHeader };
      const trusted = call.trusted === true || isAllowed(url, allowed);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      // Node resolves no literal address, so the lookup below would never see it.
      if (!trusted && isIP(host) !== 0 && isPrivateAddress(host)) return refusal(url.host);
      try {
        const answer = await request(url, {
          method: call.method as 'POST',
          headers: call.headers,
          body: call.body ?? null,
          dispatcher: trusted ? open : guarded,
          signal: call.signal ?? null,
        });
        const { text, truncated } = await readAnswer(answer.body, maxAnswer);
        return { type: 'answer', status: answer.statusCode, headers: flat(answer.headers), text, truncated };
      } catch (error) {
        return failure(error, url);
      }
    },
    async close() {
      await Promise.all([open.close(), guarded.close()]);
    },
  };
}

function isAllowed(url: URL, allowed: readonly string[]): boolean {
  // A URL does not keep the port that its scheme has anyway.
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return allowed.includes(url.hostname) || allowed.includes(`${url.hostname}:${port}`);
}

/** The code of the error by which our look-up refuses a name that leads inside. */
const refusedCode = 'EREFUSED_ADDRESS';

const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    // One private answer among public ones is enough: which of them is used is not ours to choose.
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
    message: `${host} is a private address. If it is meant, add it to ALLOWED_HOSTS and start again`,
  };
}

function failure(error: unknown, url: URL): HttpResult {
  if (error instanceof errors.InvalidArgumentError) return { type: 'refused', message: messageOf(error) };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === refusedCode) return refusal(url.host);
  // Several addresses that all failed come as one AggregateError that carries the first one's code.
  if (isUnsent(code))
    return { type: 'unsent', message: `Could not connect to ${url.host}: ${inWords(code, messageOf(error))}` };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { type: 'unanswered', message: `No answer from ${url.host} within the time that one attempt may take` };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { type: 'unanswered', message: `The call to ${url.host} was cut off by our own end` };
  }
  return { type: 'unanswered', message: `No answer from ${url.host}: ${inWords(code, messageOf(error))}` };
}

async function readAnswer(body: AsyncIterable<Buffer> & { destroy(): unknown }, limit: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) {
      body.destroy();
      break;
    }
  }
  const text = Buffer.concat(chunks).subarray(0, limit).toString('utf8');
  return { text, truncated: size > limit };
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
}
