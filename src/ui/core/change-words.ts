/** Other actions in the audit log, as verbs. */
const operations: Readonly<Record<string, string>> = {
  BACKUP: 'backed up',
  CANCEL: 'cancelled',
  PAUSE: 'paused',
  RELOAD: 'loaded',
  REPLAY: 'replayed',
  RESUME: 'resumed',
  RETRY: 'retried',
  ROTATE: 'rotated the secret of',
};

/** Kinds of changes, as events and the audit log name them: as a filter shows them, and as what a person did. */
const changes: Readonly<Record<string, { title: string; deed: string }>> = {
  CREATE: { title: 'Created', deed: 'created' },
  UPDATE: { title: 'Updated', deed: 'updated' },
  DELETE: { title: 'Deleted', deed: 'deleted' },
  TIMER_EXPIRED: { title: 'Timer expired', deed: 'expired' },
};

/** Whether something is one of these changes, and not what an operator did. */
export function isChange(action: string): boolean {
  return Object.hasOwn(changes, action);
}

/** A kind of change in words, such as "Updated". */
export function changeTitle(action: string): string {
  return changes[action]?.title ?? action;
}

/** What a person did, as the verb of a sentence, such as "updated". */
export function changeDeed(action: string): string {
  return changes[action]?.deed ?? operations[action] ?? `did ${action.toLowerCase().replaceAll('_', ' ')} to`;
}

/** A filter by kinds of changes. */
export function changeChoice(name: string, actions: readonly string[]) {
  return { name, label: 'Change', options: actions.map((value) => ({ value, title: changeTitle(value) })) };
}
