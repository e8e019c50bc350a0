import {
  CHANNEL_MODES,
  CHANNEL_PURPOSES,
  type Channel,
  type ChannelMode,
  type ChannelPurpose,
  WORKSPACE_KINDS,
  type Workspace,
  type WorkspaceKind,
} from "../domain/channel.ts";
import {
  type Block,
  type Inline,
  type Menu,
  type MessageContent,
  paragraph,
  text,
} from "../domain/message-content.ts";
import type { RoleRules } from "../domain/role.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { CONTROLS, joinValue } from "./control-ids.ts";
import { emojiBlocks } from "./emoji-form.ts";
import { guessCustomerChannels, guessKind } from "./setup-guess.ts";

export const KIND_WORDS: Readonly<Record<WorkspaceKind, string>> = {
  community: "Community: members are customers",
  company: "Company: members are staff, customers come as guests",
  helpdesk: "Help desk: members are employees, emotion is off",
};
export const PURPOSE_WORDS: Readonly<Record<Exclude<ChannelPurpose, "direct">, string>> = {
  customers: "customers write here",
  agents: "the agents' channel: cards and drafts",
  managers: "the managers' channel: digests",
  other: "nothing of ours",
};
export const MODE_WORDS: Readonly<Record<ChannelMode, string>> = {
  off: "Off: reads and says nothing",
  mention: "Mention: answers when mentioned",
  suggest: "Suggest: drafts for agents only",
  auto: "Auto: answers when sure",
};

/** How a workspace is set up, with what to press to change it. Told to admins alone. */
export async function setupCard(
  stores: TenantStores,
  workspace: Workspace,
  channel: Channel,
): Promise<MessageContent> {
  const channels = (await stores.channels.list()).filter(({ workspaceId }) => workspaceId === workspace.id);
  const guesses = guessCustomerChannels(channels).map(({ name }) => `#${name}`);
  const here = channels.find(({ id }) => id === channel.id) ?? channel;
  const title = `Set-up of ${workspace.name}`;
  return {
    summary: title,
    blocks: [
      { type: "heading", text: title },
      { type: "facts", facts: factsOf(workspace, channels) },
      ...(workspace.kind === null
        ? [
            paragraph(
              text(
                "Say first what kind of workspace this is. Until then nobody's messages are analysed; answering works.",
              ),
            ),
          ]
        : []),
      { type: "controls", controls: [kindMenu(workspace, guessKind(workspace.platform, channels))] },
      ...channelBlocks(here),
      ...guessBlocks(workspace, guesses),
      ...emojiBlocks(workspace),
      {
        type: "context",
        inlines: [
          text("Who is staff: “/rapport role @name agent”. The console has all of this under Settings."),
        ],
      },
    ],
  };
}

function factsOf(workspace: Workspace, channels: readonly Channel[]) {
  const named = (purpose: ChannelPurpose): readonly Inline[] => {
    const found = channels.filter((channel) => channel.purpose === purpose);
    const words = found.map(({ name, mode }) =>
      purpose === "customers" ? `#${name} (${mode})` : `#${name}`,
    );
    return [text(words.length > 0 ? words.join(", ") : "none yet")];
  };
  return [
    { label: "Kind", value: [text(workspace.kind === null ? "not set" : KIND_WORDS[workspace.kind])] },
    { label: "Customers write in", value: named("customers") },
    { label: "Agents' channel", value: named("agents") },
    { label: "Managers' channel", value: named("managers") },
    { label: "Named as staff", value: [text(staffWords(workspace.roleRules))] },
  ];
}

/** People stand by key, as the rule does: a name may change. */
function staffWords(rules: RoleRules | undefined): string {
  if (!rules) return "nobody by name";
  const groups = [
    ...rules.agentGroupKeys.map((key) => `group ${key} (agents)`),
    ...rules.managerGroupKeys.map((key) => `group ${key} (managers)`),
  ];
  const people = Object.entries(rules.people ?? {}).map(([key, role]) => `${key} (${role})`);
  return [...groups, ...people].join(", ") || "nobody by name";
}

const kindMenu = (workspace: Workspace, guess: WorkspaceKind): Menu => ({
  type: "menu",
  controlId: CONTROLS.setupKind,
  label: "Kind of workspace",
  options: WORKSPACE_KINDS.map((kind) => ({
    label: workspace.kind === null && kind === guess ? `${KIND_WORDS[kind]} (likely)` : KIND_WORDS[kind],
    value: joinValue(workspace.id, kind),
  })),
});

function channelBlocks(channel: Channel): readonly Block[] {
  if (channel.purpose === "direct")
    return [paragraph(text("Type /rapport setup in a channel to say what that channel is for."))];
  const purposes: Menu = {
    type: "menu",
    controlId: CONTROLS.setupPurpose,
    label: `#${channel.name} is for`,
    options: CHANNEL_PURPOSES.flatMap((purpose) =>
      purpose === "direct" ? [] : [{ label: PURPOSE_WORDS[purpose], value: joinValue(channel.id, purpose) }],
    ),
  };
  const modes: Menu = {
    type: "menu",
    controlId: CONTROLS.setupMode,
    label: `In #${channel.name} Rapport is on`,
    options: CHANNEL_MODES.map((mode) => ({ label: MODE_WORDS[mode], value: joinValue(channel.id, mode) })),
  };
  const now = channel.purpose === "other" ? "nothing of ours yet" : PURPOSE_WORDS[channel.purpose];
  return [
    paragraph(text(`#${channel.name}`, "bold"), text(`: ${now}; mode ${channel.mode}.`)),
    { type: "controls", controls: [purposes, modes] },
  ];
}

function guessBlocks(workspace: Workspace, guesses: readonly string[]): readonly Block[] {
  if (guesses.length === 0) return [];
  return [
    paragraph(text(`By their names customers write in ${guesses.join(", ")}.`)),
    {
      type: "controls",
      controls: [
        {
          type: "button",
          controlId: CONTROLS.setupGuess,
          label: "Set these channels so",
          value: workspace.id,
        },
      ],
    },
  ];
}
