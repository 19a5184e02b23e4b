import type { Automation } from '../core/automation.ts';
import type { JsonObject } from '../core/json.ts';
import type { LogLine } from '../core/run.ts';
import type { ClaimedRun } from '../store/runs.ts';
import type { World } from './app.ts';

/** An invocation rendered for one run: `real` for the socket only, `shown` for everything else. */
export type Rendered =
  | { ok: true; real: JsonObject; shown: JsonObject; secrets: Record<string, string>; warnings: LogLine[] }
  | { ok: false; message: string };
