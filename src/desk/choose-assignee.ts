import type { Person } from "../domain/person.ts";

export interface Assignment {
  readonly assigneeId: string;
  /** Shown on the card. */
  readonly because: string;
}

/**
 * The least busy available agent; of equals the one whose key comes first, so that replicas agree.
 * `null` when nobody is available.
 */
export function chooseAssignee(
  agents: readonly (Person & { readonly isAvailable: boolean })[],
  loads: ReadonlyMap<string, number>,
): Assignment | null {
  const available = agents.filter((agent) => agent.isAvailable);
  const ranked = available
    .map((agent) => ({ agent, load: loads.get(agent.id) ?? 0 }))
    .sort((a, b) => a.load - b.load || byCharacters(a.agent.personKey, b.agent.personKey));
  const best = ranked[0];
  if (!best) return null;
  const others = available.length - 1;
  const load = best.load === 0 ? "no open work" : `open load ${best.load}`;
  return {
    assigneeId: best.agent.id,
    because: others === 0 ? `only agent available, ${load}` : `least busy of ${available.length}, ${load}`,
  };
}

/** Not by the rules of a language: those differ between machines. */
function byCharacters(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
