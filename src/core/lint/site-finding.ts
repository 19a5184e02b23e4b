import type { Finding } from '../source/place-finding.ts';
import type { ReadSite } from './rule.ts';

/** A finding for part of a jq expression, given by offsets in the expression. */
export function siteFinding(
  site: ReadSite,
  { start, end }: { start: number; end: number },
  message: string,
  replacement?: string,
): Finding {
  return {
    message,
    path: site.path,
    part: site.part,
    span: { start: site.start + start, end: site.start + end },
    ...(replacement !== undefined && { replacement }),
  };
}
