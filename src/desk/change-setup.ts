import type { Channel, ChannelMode, ChannelPurpose, Workspace, WorkspaceKind } from "../domain/channel.ts";
import { declaredChannel, roleVariable, setupVariable } from "../domain/declared-setup.ts";
import {
  doubledEmoji,
  EMOJI_MOVES,
  type EmojiMove,
  parseEmojiRules,
  shownEmoji,
  shownEmojis,
} from "../domain/emoji-rules.ts";
import type { NamedRole, RoleRules } from "../domain/role.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** Whose word it is. */
export interface SetupHand {
  /** Stands in the audit log. */
  readonly by: string;
  readonly now: Date;
}

/** `null`: done; words: why not. Everything that changes is kept in the audit log, wherever it was chosen. */
type Said = Promise<string | null>;

export async function chooseKind(
  stores: TenantStores,
  hand: SetupHand,
  workspace: Workspace,
  kind: WorkspaceKind,
): Said {
  if (workspace.declared?.kind) return setByEnvironment(setupVariable(workspace.platform, "kind"));
  if (workspace.kind === kind) return null;
  await stores.workspaces.setKind(workspace.id, kind);
  // Who was a customer among other members may be staff among these. The browser chat names each person's role itself.
  if (workspace.kind !== null && workspace.platform !== "web")
    await stores.people.forgetRole(workspace.id, "customer", []);
  await note(stores, hand, "workspace.kind", workspace.id, { from: workspace.kind, to: kind });
  return null;
}

export async function configureChannel(
  stores: TenantStores,
  hand: SetupHand,
  channel: Channel,
  change: { readonly purpose?: ChannelPurpose; readonly mode?: ChannelMode },
): Said {
  const workspace = await stores.workspaces.get(channel.workspaceId);
  const declared = declaredChannel(workspace?.declared, channel);
  const { purpose = channel.purpose, mode = channel.mode } = change;
  if (workspace && declared) {
    const isFixed = purpose !== channel.purpose || (declared.mode !== null && mode !== channel.mode);
    if (isFixed) return setByEnvironment(setupVariable(workspace.platform, declared.purpose));
  }
  if (purpose !== channel.purpose && (purpose === "direct" || channel.purpose === "direct"))
    return "A direct channel is one person's own; it has no other purpose.";
  if (purpose === channel.purpose && mode === channel.mode) return null;
  await stores.channels.configure(channel.id, change);
  await note(stores, hand, "channel.changed", channel.id, change);
  return null;
}

export async function changeEmojiRules(
  stores: TenantStores,
  hand: SetupHand,
  workspace: Workspace,
  typed: Readonly<Record<EmojiMove, string>>,
): Said {
  const rules = parseEmojiRules(typed);
  if (rules === null) return "Nothing was changed: type emoji like 👀 or :eyes:, at most ten for each.";
  const doubled = doubledEmoji(rules);
  if (doubled !== null) return `Nothing was changed: ${shownEmoji(doubled)} cannot mean two things.`;
  await stores.workspaces.setEmojiRules(workspace.id, rules);
  const detail = Object.fromEntries(EMOJI_MOVES.map((move) => [move, shownEmojis(rules[move])]));
  await note(stores, hand, "workspace.emoji", workspace.id, detail);
  return null;
}

/** A group of the platform, or one person by key. */
export type Whom = { readonly groupKey: string } | { readonly personKey: string };

/** Gives a role from the next message on; `null` takes it back. Groups make agents and managers alone. */
export async function nameRole(
  stores: TenantStores,
  hand: SetupHand,
  workspace: Workspace,
  whom: Whom,
  role: NamedRole | null,
): Said {
  const variable = roleVariable(workspace.platform, workspace.declared, whom);
  if (variable !== null) return setByEnvironment(variable);
  const changed = "groupKey" in whom ? withGroup(whom.groupKey, role) : withPerson(whom.personKey, role);
  if (changed === null)
    return "Groups make agents or managers; customers are what the workspace's kind says.";
  let isChange = false;
  const rules = await stores.workspaces.changeRoleRules(workspace.id, (chosen) => {
    const next = changed(chosen);
    isChange = JSON.stringify(next) !== JSON.stringify(chosen);
    return next;
  });
  if (rules === null) return "This workspace is not there any more.";
  if (!isChange) return null;
  await recallRole(stores, workspace, whom, role, rules);
  await note(stores, hand, "workspace.roles", await subjectOf(stores, workspace, whom), {
    role: role ?? "none",
  });
  return null;
}

const withPerson =
  (personKey: string, role: NamedRole | null) =>
  (rules: RoleRules): RoleRules => {
    const others = Object.entries(rules.people ?? {}).filter(([key]) => key !== personKey);
    // Not by property: a person may be called like one that every object has.
    return { ...rules, people: Object.fromEntries(role === null ? others : [...others, [personKey, role]]) };
  };

function withGroup(key: string, role: NamedRole | null): ((rules: RoleRules) => RoleRules) | null {
  if (role === "customer") return null;
  return (rules) => {
    const without = (keys: readonly string[]) => keys.filter((known) => known !== key);
    return {
      ...rules,
      agentGroupKeys: [...without(rules.agentGroupKeys), ...(role === "agent" ? [key] : [])],
      managerGroupKeys: [...without(rules.managerGroupKeys), ...(role === "manager" ? [key] : [])],
    };
  };
}

/** A person stands by our own id, which an erasure takes out of the log. */
async function subjectOf({ people }: TenantStores, workspace: Workspace, whom: Whom): Promise<string> {
  if ("groupKey" in whom) return `group ${whom.groupKey}`;
  return (await people.findByKey(workspace.id, whom.personKey))?.id ?? whom.personKey;
}

/** What is remembered of people follows at once: who is named gets tickets now, who is not is staff no longer. */
async function recallRole(
  { people }: TenantStores,
  workspace: Workspace,
  whom: Whom,
  role: NamedRole | null,
  { people: named = {} }: RoleRules,
): Promise<void> {
  if ("personKey" in whom) {
    const person = await people.findByKey(workspace.id, whom.personKey);
    if (!person || person.role === "admin") return;
    // Whoever is named no more has a customer's rights until their standing is read again.
    await people.setRole(person.id, role ?? "unknown");
    return;
  }
  if (role !== null || workspace.platform === "web") return;
  const keys = { ...named, ...workspace.declared?.roles.people };
  for (const lost of ["agent", "manager"] as const)
    await people.forgetRole(workspace.id, lost, Object.keys(keys));
}

/** That employees of a help desk may be read, in the admin's own words; `null` takes it back. */
export async function declareEmotion(
  stores: TenantStores,
  hand: SetupHand,
  workspace: Workspace,
  declaration: string | null,
): Said {
  if (workspace.kind !== "helpdesk") return "Only a help desk needs a declaration.";
  if (declaration === null) {
    if (!workspace.emotionDeclaredAt) return null;
    await stores.workspaces.setEmotionDeclared(workspace.id, null);
    await note(stores, hand, "workspace.emotion-off", workspace.id, {});
    return null;
  }
  const words = declaration.trim();
  if (words.length < LEAST_DECLARATION)
    return "Say in a sentence who agreed to it and how employees were told; it is kept in the audit log.";
  await stores.workspaces.setEmotionDeclared(workspace.id, hand.now);
  await note(stores, hand, "workspace.emotion-on", workspace.id, { declaration: words.slice(0, 500) });
  return null;
}

const LEAST_DECLARATION = 20;

const setByEnvironment = (variable: string): string =>
  `${variable} sets this; change it where Rapport is deployed.`;

export const note = (
  { audit }: TenantStores,
  { by, now }: SetupHand,
  action: string,
  subject: string,
  change: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Promise<void> => {
  const detail = Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? null]));
  return audit.add({ actor: by, action, subject, detail, happenedAt: now });
};
