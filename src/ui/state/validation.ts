import { useEffect, useState } from 'preact/hooks';
import type { Issue } from '../../core/issue/issue.ts';
import { call } from './call-api.ts';

/** How long nothing must be typed before the text is checked, ms. */
const quietMs = 250;

/** The file name sent to the service, which decides how the text is read; the page does not show it. */
type FileName = 'automation.json' | 'automation.yml';

/** The issues of a definition's text, checked by the service as it is typed; null while that is not known. */
export function useValidation(text: string, file: FileName = 'automation.json'): readonly Issue[] | null {
  const [checked, setChecked] = useState<{ text: string; issues: readonly Issue[] } | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      validate(text, file).then(
        (issues) => setChecked({ text, issues }),
        () => setChecked(null),
      );
    }, quietMs);
    return () => clearTimeout(timer);
  }, [text, file]);
  return checked?.text === text ? checked.issues : null;
}

/** Checks a definition's text now. */
export async function validate(text: string, file: FileName = 'automation.json'): Promise<readonly Issue[]> {
  const body = { files: [{ path: file, text }] };
  const { issues } = await call<{ issues: Issue[] }>('POST', '/v1/automations/validate', body);
  return issues;
}
