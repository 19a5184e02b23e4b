// Checks the results of a chaos run: compares the events that were sent, the runs that the service reports and the
// calls that the receiver got.

import { slowEvery } from './run.mjs';

/** The run as a row of a table, and what is wrong with it, in sentences. */
export function audit({
  ids,
  runs,
  calls,
  slow,
  accepted,
  duplicates,
  refused,
  kills,
  unfinished,
  differing,
  seconds,
}) {
  const runsOf = (name) => runs.filter(({ action }) => action.identifier === name);
  const even = ids.filter((id) => Number(id.slice('event-'.length)) % 2 === 0);
  const rare = slow ? ids.filter((id) => Number(id.slice('event-'.length)) % slowEvery === 0) : [];
  const plain = runsOf('plain');
  const expected = [
    ...compare('plain', ids, plain.map(eventOf)),
    ...compare('asking', even, runsOf('asking').map(eventOf)),
    ...compare('slow', rare, runsOf('slow').map(eventOf)),
    // Their events are changes of runs, which have names of their own: counted.
    ...(runsOf('next').length === plain.length
      ? []
      : [`${runsOf('next').length} runs of next for ${plain.length} of plain`]),
  ];
  const delivered = compare(
    'calls',
    runs.map(({ id }) => id),
    [...calls.keys()],
  );
  const failed = runs.filter(({ status }) => status !== 'SUCCESS');
  const repeated = [...calls.values()].reduce((sum, { times }) => sum + times - 1, 0);
  const found = [
    ...expected,
    ...delivered,
    ...(accepted.size === ids.length ? [] : [`only ${accepted.size} of ${ids.length} events were accepted`]),
    ...(unfinished.length === 0 ? [] : [`${unfinished.length} runs never ended, such as ${unfinished[0]}`]),
    ...(failed.length === 0 ? [] : [`${failed.length} runs ended otherwise than well, such as ${failed[0].id}`]),
    ...(differing === 0 ? [] : [`${differing} repeated calls said something else than the first one`]),
    ...(refused.length === 0 ? [] : [`${refused.length} answers that no sender expects, such as ${refused[0]}`]),
  ];
  const row = {
    kills,
    events: ids.length,
    'sent again': duplicates,
    runs: runs.length,
    'calls repeated': repeated,
    problems: found.length,
    seconds: Math.round(seconds),
  };
  return { row, found };
}

function eventOf({ execution }) {
  return execution.event;
}

/** Each expected item must exist exactly once. */
function compare(name, wanted, present) {
  const times = new Map();
  for (const one of present) times.set(one, (times.get(one) ?? 0) + 1);
  const lost = wanted.filter((one) => !times.has(one));
  const twice = [...times].filter(([, count]) => count > 1).map(([one]) => one);
  const known = new Set(wanted);
  const strange = [...times.keys()].filter((one) => !known.has(one));
  return [
    ...(lost.length === 0 ? [] : [`${name}: ${lost.length} lost, such as ${lost[0]}`]),
    ...(twice.length === 0 ? [] : [`${name}: ${twice.length} more than once, such as ${twice[0]}`]),
    ...(strange.length === 0 ? [] : [`${name}: ${strange.length} that nothing asked for, such as ${strange[0]}`]),
  ];
}
