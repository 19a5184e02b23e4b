import { redactValue } from '../checkout/redact.ts';
import { explanationLines } from '../core/explain/explanation-text.ts';
import type { AutomationExplanation } from '../core/views/explanation-view.ts';
import type { CliWorld } from './cli-world.ts';

/** How many automations are named that listen to something else. */
const maxNames = 5;

const words = {
  match: ['good', 'matches'],
  'no-match': ['faint', 'does not match'],
  error: ['error', 'fails'],
} as const;

/** Prints how automations answer one event; those that listen to something else are folded into one line. */
export function printExplanations(
  { print, paint }: Pick<CliWorld, 'print' | 'paint'>,
  views: readonly AutomationExplanation[],
): void {
  const isFar = ({ because, nearMisses }: AutomationExplanation) => because !== undefined && nearMisses.length === 0;
  // An automation that was requested by name is explained, and so is the only one.
  const folded = views.length > 1 ? views.filter(isFar) : [];
  for (const view of views.filter((one) => !folded.includes(one))) {
    const [role, text] = words[view.verdict];
    print(`${view.automation}: ${paint(role, text)}${view.published ? '' : ' (not published)'}`);
    for (const line of explanationLines(view)) print(`  ${line}`);
    for (const { path, message } of view.errors) print(`  ${paint('error', 'not rendered')} ${path}: ${message}`);
    for (const { path, message } of view.warnings) print(`  ${paint('warning', 'warning')} ${path}: ${message}`);
    if (view.request === undefined) continue;
    for (const line of JSON.stringify(redactValue(view.request, ''), null, 2).split('\n')) print(`  ${line}`);
  }
  if (folded.length === 0) return;
  const names = folded
    .slice(0, maxNames)
    .map(({ automation }) => automation)
    .join(', ');
  const more = folded.length > maxNames ? ` and ${folded.length - maxNames} more` : '';
  const whom = folded.length === 1 ? '1 other listens' : `${folded.length} others listen`;
  print(paint('faint', `${whom} to something else: ${names}${more}`));
}

/** The part of an explanation that may be printed: its request without what looks like a credential. */
export function shownView(view: AutomationExplanation): AutomationExplanation {
  return view.request === undefined ? view : { ...view, request: redactValue(view.request, '') };
}
