import { AppError } from '../core/error.ts';

/** Reads a time in a request, in ms since the epoch; `name` is what the caller called it. */
export function momentOf(name: string, value: string): number {
  const moment = Date.parse(value);
  if (Number.isNaN(moment))
    throw new AppError('invalid_content', `${name} must be a time, such as 2026-11-29T09:00:00Z`);
  return moment;
}
