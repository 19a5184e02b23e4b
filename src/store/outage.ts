/**
 * Classes of SQLSTATE that speak of the server and not of what it was given: connection, transaction state, rollback,
 * resources, locks, operator, system (PostgreSQL, appendix A).
 */
const passingClasses: ReadonlySet<string> = new Set(['08', '25', '26', '40', '53', '55', '57', '58']);

/** Words of the clients, whose errors carry no SQLSTATE, and of the system's own. */
const words =
  /connection|timeout|timed out|closed|closing|destroyed|not queryable|terminated|ECONN|EPIPE|ENOTFOUND|EAI_/i;

/**
 * True for a failure that has nothing to do with what was to be stored, such as a database that restarts: the same may
 * succeed later. False: the database, or the way to it, refused just that.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^[0-9A-Z]{5}$/.test(code)) return passingClasses.has(code.slice(0, 2));
  return words.test(`${code} ${error.message}`);
}
