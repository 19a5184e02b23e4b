import type { Mode, PlanInputs } from '../client/plan-inputs.ts';
import { defaultPortUrl } from '../client/port/port-call.ts';
import { serverUrlOf } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';

/** The inputs of `action.yml`, checked. */
export type Inputs = PlanInputs & {
  path: string;
  githubToken: string | null;
  comment: boolean;
  requirePlan: boolean;
  failOnWarning: boolean;
  sarif: string | null;
};

const modes: readonly Mode[] = ['auto', 'validate', 'plan', 'sync'];

/**
 * Reads the inputs; `getInput` returns an input's trimmed text, or an empty text if it is not set. Throws an error that
 * lists every problem.
 */
export function readInputs(getInput: (name: string) => string): Inputs {
  const problems: string[] = [];
  const text = (name: string): string | null => getInput(name) || null;
  const attempt = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(error.message);
      return null;
    }
  };
  const flag = (name: string, preset: boolean): boolean => {
    const value = text(name)?.toLowerCase();
    if (value !== undefined && value !== 'true' && value !== 'false')
      problems.push(`\`${name}\` must be true or false.`);
    return value === undefined ? preset : value === 'true';
  };
  const mode = text('mode') ?? 'auto';
  if (!isMode(mode)) problems.push(`\`mode\` must be auto, validate, plan or sync, not ${JSON.stringify(mode)}.`);
  const target = text('target') ?? 'server';
  if (target !== 'server' && target !== 'port') problems.push('`target` must be `server` or `port`.');
  const url = text('server-url') ?? (target === 'port' ? defaultPortUrl : null);
  const serverUrl = url === null ? null : attempt(() => serverUrlOf(url));
  if (mode === 'sync' && url === null) problems.push('`mode: sync` needs a `server-url` to sync with.');
  const most = text('max-deletes');
  if (most !== null && !/^\d{1,6}$/.test(most)) problems.push('`max-deletes` must be a whole number.');
  const [id, secret] = [text('client-id'), text('client-secret')];
  const inputs: Inputs = {
    mode: isMode(mode) ? mode : 'auto',
    target: target === 'port' ? 'port' : 'server',
    path: text('path') ?? 'automations',
    serverUrl,
    client: id && secret ? { id, secret } : null,
    missing: !id === !secret ? null : id ? 'client-secret' : 'client-id',
    githubToken: text('github-token'),
    comment: flag('comment', true),
    requirePlan: flag('require-plan', false),
    failOnWarning: flag('fail-on-warning', false),
    maxDeletes: most === null ? null : Number(most),
    confirm: text('confirm'),
    adopt: getInput('adopt')
      .split(/[\s,]+/)
      .filter(Boolean),
    sarif: text('sarif'),
  };
  if (inputs.requirePlan && !inputs.comment)
    problems.push('`require-plan` needs the comment, so `comment` must stay true.');
  if (problems.length > 0) throw new AppError('invalid_request', problems.join(' '));
  return inputs;
}

function isMode(text: string): text is Mode {
  return (modes as readonly string[]).includes(text);
}
