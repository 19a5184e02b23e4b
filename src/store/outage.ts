/**
 * SQLSTATE classes that concern the server, not the statement: connection, transaction state, rollback, resources,
 * locks, operator, system (PostgreSQL, appendix A).
 */
const passingClasses: ReadonlySet<string> = new Set(['08', '25', '26', '40', '53', '55', '57', '58']);

/** Messages of the database clients, whose errors have no SQLSTATE, and of the system. */
const words =
  /connection|timeout|timed out|closed|closing|destroyed|not queryable|terminated|ECONN|EPIPE|ENOTFOUND|EAI_/i;

/**
 * True for a failure independent of the data, such as a restarting database: the same write may succeed later. False:
 * the database or its client refused this very data.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^[0-9A-Z]{5}$/.test(code)) return passingClasses.has(code.slice(0, 2));
  return words.test(`${code} ${error.message}`);
}
