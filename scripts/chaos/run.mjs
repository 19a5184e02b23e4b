// One chaos run: events go in until each was accepted, calls come out, and servers are killed in between.
import { setTimeout as pause } from 'node:timers/promises';
import { authorization, call } from '../bench/world.mjs';
import { startFleet } from './fleet.mjs';
import { startSink } from './sink.mjs';

/** Events in one request, and requests under way at once. */
const batch = 20;
const lanes = 8;

/** How many runs are delivered between two kills: a random number up to this share of all. */
const calm = 0.04;

/** Runs that an event has: one of `plain`, for every second event one of `asking`, and one of `next`. */
const runsPerEvent = 2.5;

/** How long to wait for a run while nothing else happens before it is considered lost, ms. */
const stallLimitMs = 120_000;

/** How long the slow receiver takes, ms, how long its automation waits for it, and which events it hears of: every so many. */
const slowness = 50_000;
const slowTimeout = '2m';
export const slowEvery = 100;

/** Answers with everything that `audit` looks at. */
export async function runChaos({ count, seed, replicas, env, slow = false }) {
  const started = performance.now();
  const sink = await startSink();
  const slowSink = await startSink(slowness);
  const fleet = await startFleet(replicas, env);
  const ids = Array.from({ length: count }, (_, index) => `event-${index}`);
  const world = { sink, slowSink, slow, fleet, ids, accepted: new Set(), duplicates: 0, refused: [], kills: 0 };
  const progress = setInterval(() => tell(world), 5_000);
  try {
    for (const one of automations(sink.url)) await call(fleet.url(), '/v1/actions', one);
    if (slow) await call(fleet.url(), '/v1/automations/sync', slowSet(slowSink.url));
    const loading = load(world);
    await strike(world, randomFrom(seed));
    await loading;
    const unfinished = await settle(world);
    const runs = await everyRun(fleet);
    tell(world);
    const calls = new Map([...sink.calls, ...slowSink.calls]);
    const differing = sink.differing() + slowSink.differing();
    return { ...world, calls, runs, unfinished, differing, seconds: (performance.now() - started) / 1000 };
  } finally {
    clearInterval(progress);
    await fleet.stop();
    await sink.close();
    await slowSink.close();
  }
}

function tell({ accepted, ids, sink, kills }) {
  const numbers = [accepted.size, ids.length, sink.calls.size].map((number) => number.toLocaleString('en'));
  console.error(`  ${kills} kills, ${numbers[0]} of ${numbers[1]} events accepted, ${numbers[2]} runs delivered`);
}

/** Each event is sent until it was accepted, and not once more: what was accepted must not need to be sent again. */
async function load(world) {
  const waiting = [];
  for (let at = 0; at < world.ids.length; at += batch) waiting.push(world.ids.slice(at, at + batch));
  const lane = async () => {
    for (let some = waiting.shift(); some; some = waiting.shift()) {
      if (await send(world, some)) continue;
      waiting.push(some);
      await pause(50);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function send({ fleet, accepted, refused, ...world }, ids) {
  const url = fleet.url();
  if (url === null) return false;
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(ids.map(eventOf)),
    });
    const answer = await response.json();
    if (response.status !== 202) {
      // A server that has too much to do, or is about to end, says so; anything else is an answer that no sender expects.
      if (response.status !== 503 && response.status !== 429)
        refused.push(`${response.status}: ${JSON.stringify(answer)}`);
      return false;
    }
    for (const { id, duplicate } of answer.events) {
      accepted.add(id);
      if (duplicate) world.duplicates++;
    }
    return true;
  } catch {
    // Killed while it answered, so it is unknown whether it had stored them.
    return false;
  }
}

/** Kills a server whenever a random number of further runs was delivered, until all of them were. */
async function strike(world, random) {
  const { sink, fleet, ids } = world;
  const all = ids.length * runsPerEvent;
  for (;;) {
    const next = Math.min(all, sink.calls.size + Math.ceil(random() * all * calm));
    const end = performance.now() + stallLimitMs;
    while (sink.calls.size < next && performance.now() < end) await pause(5);
    if (sink.calls.size < next || sink.calls.size >= all) return;
    await fleet.strike(world.kills++);
  }
}

/** Waits until no run is under way any more; answers with those that are for ever. */
async function settle({ fleet, sink, slowSink }) {
  let before = '';
  let changed = performance.now();
  for (;;) {
    const { runs } = await call(fleet.url(), '/v1/actions/runs?active=true&limit=100', undefined, 'GET');
    if (runs.length === 0) return [];
    const now = `${sink.calls.size} ${slowSink.calls.size} ${runs.map(({ id }) => id).join(' ')}`;
    if (now !== before) changed = performance.now();
    before = now;
    if (performance.now() - changed > stallLimitMs) return runs.map(({ id }) => id);
    await pause(250);
  }
}

async function everyRun(fleet) {
  const runs = [];
  for (;;) {
    const page = await call(fleet.url(), `/v1/actions/runs?limit=1000&offset=${runs.length}`, undefined, 'GET');
    if (page.runs.length === 0) return runs;
    runs.push(...page.runs);
  }
}

function eventOf(id) {
  const number = Number(id.slice('event-'.length));
  const entity = { identifier: id, title: id, blueprint: 'chaos', team: [], properties: { number }, relations: {} };
  return {
    id,
    action: 'CREATE',
    resourceType: 'entity',
    context: { blueprintIdentifier: 'chaos', entityIdentifier: id },
    diff: { before: null, after: entity },
  };
}

const created = { type: 'ENTITY_CREATED', blueprintIdentifier: 'chaos' };

/** Two automations hear each event, one of them asks jq; a third hears the runs of the first. */
function automations(url) {
  return [
    automation('plain', created, url, []),
    // Not simple enough for anything but jq itself.
    automation('asking', created, url, ['.diff.after.properties | to_entries | map(.value) | add % 2 == 0']),
    automation('next', { type: 'RUN_UPDATED', actionIdentifier: 'plain' }, url, ['.diff.after.status == "SUCCESS"']),
  ];
}

/** The automation of the slow receiver; settings travel with a sync. */
function slowSet(url) {
  const slow = automation('slow', created, url, [`.diff.after.properties.number % ${slowEvery} == 0`]);
  const definitions = [{ file: 'automations/slow.json', automation: slow, settings: { timeout: slowTimeout } }];
  return { source: 'chaos/slow', path: 'automations', definitions };
}

function automation(identifier, event, url, expressions) {
  return {
    identifier,
    trigger: { type: 'automation', event, condition: { type: 'JQ', expressions, combinator: 'and' } },
    invocationMethod: {
      type: 'WEBHOOK',
      url: `${url}/${identifier}`,
      synchronized: true,
      body: { run: '{{ .run.id }}', event: '{{ .event.id }}' },
    },
    publish: true,
  };
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
