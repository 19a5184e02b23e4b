/** By event id: the undecided automations, and whether each is slow by itself. */
export type Undecided = Map<string, Map<string, boolean>>;

/** Selects the automations that are slow by themselves, or those that only ran out of time. */
export function only(left: Undecided, slow: boolean): Undecided {
  const pairs = [...left].map(([id, automations]): [string, Map<string, boolean>] => [
    id,
    new Map([...automations].filter(([, isSlow]) => isSlow === slow)),
  ]);
  return new Map(pairs.filter(([, automations]) => automations.size > 0));
}

/** Merges two sets of undecided automations. */
export function join(one: Undecided, other: Undecided): Undecided {
  const ids = new Set([...one.keys(), ...other.keys()]);
  return new Map([...ids].map((id) => [id, new Map([...(one.get(id) ?? []), ...(other.get(id) ?? [])])]));
}

/** The undecided pairs of each automation, so that each can be tried by itself. */
export function byAutomation(left: Undecided): Undecided[] {
  const names = new Set([...left.values()].flatMap((automations) => [...automations.keys()]));
  return [...names].map((name) => {
    const ids = [...left].flatMap(([id, automations]) => (automations.has(name) ? [id] : []));
    return new Map(ids.map((id) => [id, new Map([[name, true]])]));
  });
}
