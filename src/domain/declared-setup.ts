import type { Channel, DeclaredChannel, DeclaredSetup, Platform } from "./channel.ts";
import { NO_ROLE_RULES, type RoleRules } from "./role.ts";

/** What may be set by the environment, each as `<PLATFORM>_<NAME>`: `SLACK_WORKSPACE_KIND`. */
export const SETUP_VARIABLES = {
  kind: "WORKSPACE_KIND",
  customers: "CUSTOMER_CHANNELS",
  agents: "AGENT_CHANNELS",
  managers: "MANAGER_CHANNELS",
  agentGroups: "AGENT_GROUPS",
  managerGroups: "MANAGER_GROUPS",
  agentPeople: "AGENTS",
  managerPeople: "MANAGERS",
} as const;

export const setupVariable = (platform: Platform, what: keyof typeof SETUP_VARIABLES): string =>
  `${platform.toUpperCase()}_${SETUP_VARIABLES[what]}`;

/** How platforms write the keys of their channels; no name looks so. The browser chat's are there already. */
const CHANNEL_KEYS: Readonly<Partial<Record<Platform, RegExp>>> = {
  slack: /^[CG][A-Z0-9]{2,}$/,
  discord: /^\d{15,20}$/,
  teams: /^19:.+@thread\./,
};

/** Keys of the channels that the environment names by key. */
export const declaredKeys = (platform: Platform, { channels }: DeclaredSetup): readonly string[] =>
  channels.map(({ named }) => named).filter((named) => CHANNEL_KEYS[platform]?.test(named) === true);

/** What the environment says of a channel; a key stands above a name. A direct channel is never named. */
export function declaredChannel(
  declared: DeclaredSetup | null | undefined,
  { channelKey, name, purpose }: Pick<Channel, "channelKey" | "name" | "purpose">,
): DeclaredChannel | null {
  if (!declared || purpose === "direct") return null;
  const plainName = name.replace(/^#/, "").toLowerCase();
  return (
    declared.channels.find(({ named }) => named === channelKey) ??
    declared.channels.find(({ named }) => named.toLowerCase() === plainName) ??
    null
  );
}

/** A channel with what the environment says of it. */
export function withDeclared(channel: Channel, declared: DeclaredSetup | null | undefined): Channel {
  const found = declaredChannel(declared, channel);
  return found ? { ...channel, purpose: found.purpose, mode: found.mode ?? channel.mode } : channel;
}

/** Chosen rules with the environment's above them. */
export function rolesWithDeclared(
  chosen: Partial<RoleRules>,
  declared: DeclaredSetup | null | undefined,
): RoleRules {
  const rules = { ...NO_ROLE_RULES, ...chosen };
  if (!declared) return rules;
  const { roles } = declared;
  const fixed = new Set([...roles.agentGroupKeys, ...roles.managerGroupKeys]);
  const others = (keys: readonly string[]) => keys.filter((key) => !fixed.has(key));
  return {
    agentGroupKeys: [...roles.agentGroupKeys, ...others(rules.agentGroupKeys)],
    managerGroupKeys: [...roles.managerGroupKeys, ...others(rules.managerGroupKeys)],
    people: { ...rules.people, ...roles.people },
  };
}

/** Which variable gives a group or a person its role; `null`: none does. */
export function roleVariable(
  platform: Platform,
  declared: DeclaredSetup | null | undefined,
  whom: { readonly groupKey: string } | { readonly personKey: string },
): string | null {
  if (!declared) return null;
  const { agentGroupKeys, managerGroupKeys, people } = declared.roles;
  if ("groupKey" in whom) {
    if (managerGroupKeys.includes(whom.groupKey)) return setupVariable(platform, "managerGroups");
    return agentGroupKeys.includes(whom.groupKey) ? setupVariable(platform, "agentGroups") : null;
  }
  if (!people || !Object.hasOwn(people, whom.personKey)) return null;
  return setupVariable(platform, people[whom.personKey] === "manager" ? "managerPeople" : "agentPeople");
}
