import type { Json } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import { createRedactor } from '../../core/secrets/secrets.ts';
import type { HttpResult } from '../backend.ts';
import { answerOf, reasonOr, withoutAnswer } from '../http/http-outcome.ts';
import { retryAfter } from '../http/retry-after.ts';

/** How one system describes what it refuses to start. */
export type Starter = {
  /** The system's name, for messages. */
  system: string;
  /** What is started, for messages, e.g. `the pipeline of acme/shop`. */
  what: string;
  /** The system's own reason in an answer; null when there is none. */
  reason(answer: Json): string | null;
  /** Advice for a refusal. */
  help(status: number, reason: string): string;
  /** The outcome of an answer that says what was started; null when it does not. */
  started(answer: Json, status: number): Outcome | null;
};

/**
 * The outcome of an HTTP answer to a call that starts something and is not recognized when repeated: it may be sent
 * again only if it certainly started nothing. `now` in ms.
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

/** A value as a pipeline variable: text unchanged, anything else as JSON. */
export function variableText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Redacts one of this service's credentials from an outcome. */
export function withoutCredential(outcome: Outcome, name: string, value: string): Outcome {
  const redact = createRedactor({ [name]: value }, (text) => Buffer.from(text).toString('base64'));
  return redact.json(outcome as Outcome & Json);
}
