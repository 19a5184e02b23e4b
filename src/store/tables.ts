import type { ColumnType, Generated } from 'kysely';
import type { Automation } from '../core/automation.ts';
import type { Event } from '../core/event/event.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { AdmittedCalls } from '../core/run/call-rate.ts';
import type { RunPhase, RunStatus } from '../core/run/run.ts';
import type { AutomationSettings } from '../core/settings/automation-settings.ts';
import type { BulkCounts } from '../core/views/bulk-view.ts';

/** A definition before a sync replaced it; `owner` is the source that owned it, null for the API. */
export type KeptDefinition = {
  automation: Automation;
  file: string | null;
  owner: string | null;
  settings?: AutomationSettings;
  line?: number;
};

/** A `json` column: text in, value out. Unlike `jsonb`, it keeps key order and every escape. */
type JsonColumn<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
type Sequence = Generated<number>;

/** The tables of the database; `migrations/` creates exactly these. */
export type Tables = {
  automations: {
    identifier: string;
    /** Exactly as sent: reading it must not show defaults that its author did not write. */
    definition: JsonColumn<Automation>;
    hash: string;
    /** The repository and path it is synced from; null when it was written through the API or the page. */
    source: string | null;
    file: string | null;
    created_at: Date;
    created_by: string | null;
    updated_at: Date;
    updated_by: string | null;
    /** Its settings from the settings file of its source; null: none. */
    settings: NullableJson<AutomationSettings>;
    /** The line at which it begins in its file, if known. */
    line: ColumnType<number | null, number | null | undefined, number | null>;
  };
  /** Definitions by content hash: a run keeps the one it was matched with, even after the automation changes. */
  definitions: { hash: string; definition: JsonColumn<Automation> };
  /** Single values, such as the version that makes replicas reload their automations. */
  state: { key: string; value: JsonColumn<Json> };
  events: {
    id: string;
    seq: Sequence;
    received_at: Date;
    blueprint: string | null;
    entity: string | null;
    event: JsonColumn<Event>;
    /** The name of the event source it came through. */
    source: string;
    depth: number;
    chain: JsonColumn<string[]>;
    /** Null until its runs are stored: recovery matches events that a crash left like this. */
    matched_at: Date | null;
    /** Automations whose condition failed on it, with the reason. */
    errors: NullableJson<MatchError[]>;
    /** The trace that it belongs to, as a `traceparent`. */
    trace: string | null;
  };
  runs: {
    id: string;
    seq: Sequence;
    event_id: string;
    automation: string;
    definition_hash: string;
    status: RunStatus;
    phase: RunPhase;
    status_label: string | null;
    summary: string | null;
    link: JsonColumn<string[]>;
    message: NullableJson<JsonObject>;
    external_id: string | null;
    /** The invocation rendered without secrets. */
    payload: NullableJson<JsonObject>;
    /** JSON text, so that a stored `null` differs from no response. */
    response: NullableJson<Json>;
    /** Why it fired: each expression and its result. */
    reason: NullableJson<Json>;
    attempt: number;
    /** The target that fails together with it, e.g. a host. */
    target: string | null;
    claimed_by: string | null;
    next_at: Date | null;
    depth: number;
    chain: JsonColumn<string[]>;
    created_at: Date;
    updated_at: Date;
    ended_at: Date | null;
    updated_by: string | null;
    /** The run that it retries or the replay that it belongs to; empty for the first run of an event and automation. */
    repeats: string;
    /** The key that it sends, when that is another run's; null: its own id. */
    idempotency_key: string | null;
    /** It is recorded, and never called. */
    shadow: Generated<boolean>;
    /** The attempt that it may make by the limits of its automation; null: it never waited for any. */
    permit: number | null;
    /** The entity that it is about, where a later run replaces it. */
    debounce: string | null;
    /** The trace that its attempts continue, as a `traceparent`. */
    trace: string | null;
  };
  /** By automation with a rate: its last calls, for all replicas. */
  admissions: { automation: string; calls: JsonColumn<AdmittedCalls> };
  attempts: {
    run_id: string;
    attempt: number;
    started_at: Date;
    ended_at: Date | null;
    /** Null while in progress; when its process died, the replica that takes over the run sets `interrupted`. */
    outcome: string | null;
    status_code: number | null;
    message: string | null;
    /** What a failed attempt sent, without secrets, and what came back; the newest one's are on its run. */
    request: NullableJson<Json>;
    response: NullableJson<Json>;
  };
  run_logs: {
    seq: Sequence;
    id: string;
    run_id: string;
    level: string;
    message: string;
    created_by: string | null;
    created_at: Date;
  };
  /** The declared blueprints of the built-in catalog; entities of other blueprints have no schema. */
  blueprints: { identifier: string; blueprint: JsonColumn<JsonObject>; updated_at: Date };
  entities: { blueprint: string; identifier: string; entity: JsonColumn<JsonObject>; updated_at: Date };
  timers: {
    blueprint: string;
    entity: string;
    property: string;
    /** The property's text; the same text never fires twice. */
    value: string;
    due_at: Date;
    /** The entity as it was when the timer was armed, for the event. */
    snapshot: JsonColumn<JsonObject>;
    depth: number;
    chain: JsonColumn<string[]>;
    fired_at: Date | null;
  };
  targets: { key: string; failures: number; parked_since: Date | null; probe_at: Date | null; reason: string | null };
  replicas: { id: string; seen_at: Date };
  sources: {
    /** `owner/repo:path`. */
    source: string;
    /** Identifier and content hash of each definition, as the last sync left it. */
    synced: JsonColumn<[string, string][]>;
    synced_at: Date;
    synced_by: string;
  };
  /** The repository that a name meant when it first synced: one that took over the name has another id. */
  repositories: { name: string; id: string; bound_at: Date };
  revisions: {
    source: string;
    number: number;
    /** What the sync replaced. */
    definitions: JsonColumn<KeptDefinition[]>;
    replaced_at: Date;
    replaced_by: string;
  };
  /** The automations and targets that operators paused, whether or not there is one of that name. */
  pauses: { kind: string; name: string; reason: string; by: string | null; since: Date; ends_at: Date | null };
  /** How many runs of an automation failed in a row, while an automation listens to that. */
  streaks: { automation: string; failures: number };
  /** Changes that are not events, for the audit log. */
  audit_records: {
    seq: Sequence;
    id: string;
    at: Date;
    /** What changed: its kind, and which one. */
    resource: string;
    identifier: string;
    action: string;
    changed_by: string;
    origin: string;
    before: NullableJson<JsonObject>;
    after: NullableJson<JsonObject>;
  };
  /** The API's clients except the one from the environment; their secrets are stored as hashes. */
  clients: {
    id: string;
    name: string;
    role: string;
    secret_hash: string;
    old_hash: string | null;
    old_until: Date | null;
    expires_at: Date | null;
    created_at: Date;
    created_by: string;
  };
  /** The key of tokens and sessions, encrypted once for each valid client secret. */
  access_keys: { sealed_for: string; sealed: string; created_at: Date };
  used_tokens: { id: string; expires_at: Date };
  /** Work on many runs or events, done in the background in small rounds. */
  bulk_jobs: {
    seq: Sequence;
    id: string;
    kind: string;
    request: JsonColumn<JsonObject>;
    by: string | null;
    created_at: Date;
    ended_at: Date | null;
    cancelled_by: string | null;
    /** Why it ended before it was complete. */
    problem: string | null;
    /** How many it covered when it was requested; null if counting them would have taken too long. */
    total: number | null;
    counts: JsonColumn<BulkCounts>;
    /** Where it continues. */
    cursor: JsonColumn<JsonObject>;
    /** How often a round failed in a row. */
    failures: Generated<number>;
    /** The replica that works on it, and until when its claim lasts. */
    claimed_by: string | null;
    claimed_until: Date | null;
    /** Jobs of one lane are done one after the other. */
    lane: string | null;
  };
  /** The repositories that an import still has to read. */
  import_repositories: { seq: Sequence; job: string; id: string; repository: JsonColumn<JsonObject> };
  deliveries: {
    id: string;
    name: string;
    /** The object it is about, e.g. a workflow run; used for reports that come before we know its external id. */
    subject: string | null;
    /** The payload's `action`, if it has one. */
    action: string | null;
    /** The account it belongs to, in lower case; empty when unknown. */
    account: Generated<string>;
    /** Its lane; null for deliveries stored before lanes existed. */
    lane: string | null;
    payload: JsonColumn<JsonObject>;
    received_at: Date;
    handled_at: Date | null;
    /** How often handling it has failed with an internal error. */
    attempts: Generated<number>;
    /** What must change before it can be handled, e.g. `mapping:acme`; set back to null when that changes. */
    waits_for: string | null;
    /** What could not be done with it, as sentences. */
    problems: NullableJson<string[]>;
    /** The trace that the webhook came with, as a `traceparent`. */
    trace: string | null;
  };
  /**
   * The latest state seen of each external object that maps to an entity: deliveries arrive in any order, and twice.
   */
  sightings: {
    /** Identifies the object, e.g. `pull-request:1296269`. */
    subject: string;
    blueprint: string;
    entity: string;
    /** Orders its states, as text. */
    position: string;
    /** True when the object created the entity: only then is it deleted with the object. */
    created: boolean;
    seen_at: Date;
    /** The id of the object's repository. */
    repository: string | null;
    /** True while the entity still has an old default identifier: it will move to the new one. */
    moves: Generated<boolean>;
  };
};

/** A condition that failed with an error. */
export type MatchError = { automation: string; message: string };
