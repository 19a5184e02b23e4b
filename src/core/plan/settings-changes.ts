import type { Json } from '../json.ts';
import { type AutomationSettings, orderedSettings } from '../settings/automation-settings.ts';
import { jsonPointer } from '../source/place-finding.ts';
import type { FieldChange } from './field-changes.ts';

/** The pointer to the settings of an automation among its fields, where no definition has a field. */
const settingsPath = 'settings';

/** Compares the settings of an automation; pointers begin with `/settings`, as they stand beside the definition. */
export function settingsChanges(before: AutomationSettings | null, after: AutomationSettings | null): FieldChange[] {
  const [old, fresh] = [orderedSettings(before), orderedSettings(after)];
  return [...new Set([...Object.keys(fresh), ...Object.keys(old)])].flatMap((name): FieldChange[] => {
    const [was, is] = [old[name], fresh[name]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ path: jsonPointer([settingsPath, name]), ...side('before', was), ...side('after', is) }];
  });
}

function side(name: 'before' | 'after', value: Json | undefined): Partial<FieldChange> {
  return value === undefined ? {} : { [name]: value };
}
