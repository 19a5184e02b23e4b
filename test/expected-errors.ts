/** Errors in a log that a test expects; any other error fails the test. */
export type ExpectedErrors = {
  /** Expects errors with these words in their message. */
  expectError(words: string): void;
  /** Expects errors with this cause: it may hit any piece of work, so it does not matter which one reports it. */
  expectCause(cause: RegExp): void;
  isExpected(message: string, fields: object): boolean;
};

/** What the database and its client say when the connection fails, or the server stops or starts. */
export const databaseAway =
  /connection|terminat|shutting down|starting up|recovery mode|not queryable|timed? ?out|ECONN|EPIPE|\b(?:08|57P)\w{3}\b/i;

/** Errors that occur only on an overloaded machine. */
const busyMachine = /The database did not accept a heartbeat in time/;

/** Starts with no expectations, apart from what a busy machine may cause in any test. */
export function expectedErrors(): ExpectedErrors {
  const messages: string[] = [];
  const causes = [busyMachine];
  return {
    expectError: (words) => void messages.push(words),
    expectCause: (cause) => void causes.push(cause),
    isExpected(message, fields) {
      const cause = causeOf(fields);
      return messages.some((words) => message.includes(words)) || causes.some((pattern) => pattern.test(cause));
    },
  };
}

/** Why something failed, from the fields of its log line: messages and codes of the error and of what caused it. */
function causeOf(fields: object): string {
  const { error, err, cause } = fields as Record<string, unknown>;
  return [error, err, cause].flatMap(wordsOf).join('\n');
}

function wordsOf(thrown: unknown): string[] {
  if (typeof thrown === 'string') return [thrown];
  if (typeof thrown !== 'object' || thrown === null) return [];
  const { message, code, cause } = thrown as Record<string, unknown>;
  return [...wordsOf(message), ...wordsOf(code), ...wordsOf(cause)];
}
