import type { Outcome } from '../../core/run/run.ts';
import type { TraceSpan } from './tracing.ts';

const failures: readonly Outcome['type'][] = ['rejected', 'retry', 'unknown'];

/** Ends the span of a call with its outcome. */
export function endWith(span: TraceSpan, { type, statusCode }: Outcome): void {
  span.end({ outcome: type, status: statusCode }, failures.includes(type));
}
