import type { AuditRecord } from '../../core/event/audit.ts';
import type { JsonObject } from '../../core/json.ts';
import { newId } from '../ids.ts';

/** The author of what the service does by itself, such as ending an expired pause. */
const itself = 'service';

/** A record for the audit log: who did what, and to what; the message is one sentence for people. */
export function auditRecord(
  by: string | null,
  action: string,
  [resource, identifier]: readonly [type: string, id: string],
  message: string,
  data: JsonObject = {},
): Omit<AuditRecord, 'at'> {
  const origin = by === null ? 'AUTOMATION' : by.startsWith('user:') ? 'UI' : 'API';
  return {
    id: newId('audit'),
    ...{ resource, identifier, action, origin },
    by: by ?? itself,
    before: null,
    after: { message, ...data },
  };
}
