import type { RunStatus } from '../run/run.ts';
import type { AutomationSettings } from '../settings/automation-settings.ts';
import type { PauseView } from './pause-view.ts';

/** Runs and failures of one day, UTC. */
export type DayCount = {
  /** `2026-11-29`. */
  day: string;
  runs: number;
  failures: number;
};

/** Where a definition comes from: a repository's folder, or a folder loaded at start. */
export type SourceView = {
  /** The source's name: `owner/repo:path` or `folder:path`. */
  name: string;
  /** `owner/repo`; null for a folder. */
  repository: string | null;
  /** The file within it, if known. */
  path: string | null;
  /** The line at which it begins, if known. */
  line: number | null;
  /** Where a person can read it; null for a folder. */
  url: string | null;
  /** True when a change can be proposed to the file. */
  editable: boolean;
};

/** What an automation listens to. */
export type TriggerView = {
  kind: 'entity' | 'timer' | 'run';
  /** A trigger type such as `ENTITY_UPDATED`. */
  event: string;
  blueprint?: string;
  action?: string;
  property?: string;
};

/** One automation in the list. */
export type AutomationRow = {
  identifier: string;
  title: string | null;
  description: string | null;
  icon: string | null;
  active: boolean;
  /** Why it is paused, since when and by whom; null when it is not. */
  paused: PauseView | null;
  /** How its runs are handled, from the settings next to the definition; null: as usual. */
  settings: AutomationSettings | null;
  /** Changes with the definition; goes into `if-match` of a write. */
  revision: string;
  updatedAt: string;
  updatedBy: string | null;
  trigger: TriggerView;
  /** How many conditions it has. */
  conditions: number;
  /** `label`: what it calls, such as `POST events.pagerduty.com` or `acme/platform · scaffold.yml`. */
  backend: { type: string; label: string };
  source: SourceView | null;
  lastRun: { id: string; status: RunStatus; createdAt: string } | null;
  /** The last seven days, oldest first. */
  week: DayCount[];
};

/** A value that a list can be filtered by, and how many automations have it. */
export type Facet = { value: string; count: number };

/** The answer of `GET /v1/automations/facets`. */
export type FacetsAnswer = {
  ok: true;
  blueprints: Facet[];
  backends: Facet[];
  sources: Facet[];
  triggers: Facet[];
  /** The names of the sources that events can come from. */
  eventSources: string[];
};
