import type { Json } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import { createRedactor } from '../../core/secrets/secrets.ts';
import type { HttpResult } from '../backend.ts';
import { answerOf, reasonOr, withoutAnswer } from '../http/http-outcome.ts';
import { retryAfter } from '../http/retry-after.ts';

/** How one system speaks of what it refuses to start. */
export type Starter = {
  /** The system's name, for messages. */
  system: string;
  /** What is started, for messages, e.g. `the pipeline of acme/shop`. */
  what: string;
  /** The system's own reason in an answer; null when it holds none. */
  reason(answer: Json): string | null;
  /** What to do about a refusal. */
  help(status: number, reason: string): string;
  /** The outcome of an answer that says what was started; null when it does not say so. */
  started(answer: Json, status: number): Outcome | null;
};

/**
 * What an HTTP answer means for a call that starts something and that nobody recognises when it comes again: only where it
 * is certain that nothing was started it may be sent anew. `now` in ms.
 */
export function startOutcome(result: HttpResult, now: number, starter: Starter): Outcome {
  const { system, what } = starter;
  const perhaps = `${what} may have been started.`;
  if (result.type !== 'answer') {
    const type = result.type === 'unreadable' ? 'unknown' : withoutAnswer[result.type];
    return { type, message: type === 'unknown' ? `${result.message}; ${perhaps}` : result.message };
  }
  const { status: statusCode } = result;
  const answer = result.truncated ? null : answerOf(result.text);
  const words = starter.reason(answer) ?? (typeof answer === 'string' ? answer : null);
  const reason = reasonOr(words, statusCode);
  if (statusCode === 429) {
    const after = retryAfter(result.headers['retry-after'], now);
    return { type: 'retry', message: `${system}'s rate limit: ${reason}`, statusCode, ...(after && { after }) };
  }
  if (statusCode >= 500 || statusCode === 408) {
    return { type: 'unknown', message: `${system} answered ${statusCode}: ${reason}; ${perhaps}`, statusCode };
  }
  if (statusCode >= 200 && statusCode < 300) {
    const message = `${system} answered ${statusCode} and named nothing; ${perhaps}`;
    return starter.started(answer, statusCode) ?? { type: 'unknown', message, statusCode };
  }
  const help = starter.help(statusCode, reason);
  return { type: 'rejected', message: `${system} refused to start ${what}: ${reason}. ${help}`, statusCode };
}

/** A value as a pipeline's variable holds it: text as it is, anything else as JSON. */
export function variableText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Takes a credential of this service out of whatever the other side said. */
export function withoutCredential(outcome: Outcome, name: string, value: string): Outcome {
  const redact = createRedactor({ [name]: value }, (text) => Buffer.from(text).toString('base64'));
  return redact.json(outcome as Outcome & Json);
}
