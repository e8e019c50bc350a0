import {
  CHANNEL_MODES,
  CHANNEL_PURPOSES,
  type Channel,
  type ChannelPurpose,
  WORKSPACE_KINDS,
  type Workspace,
  type WorkspaceKind,
} from "../domain/channel.ts";
import { declaredChannel, setupVariable } from "../domain/declared-setup.ts";
import {
  type Block,
  type Inline,
  type Menu,
  type MessageContent,
  paragraph,
  text,
} from "../domain/message-content.ts";
import type { SetupStep } from "../domain/setup-step.ts";
import { groupName, type KeptSurvey } from "../domain/workspace-survey.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { channelButton } from "./channel-form.ts";
import { CONTROLS, joinValue } from "./control-ids.ts";
import { declarationButtons } from "./declaration-form.ts";
import { emojiButton, emojiLine } from "./emoji-form.ts";
import { setupSteps, whyNobodyIsRead } from "./setup-checklist.ts";
import { guessKind } from "./setup-guess.ts";
import { guessButtons, guessLines } from "./setup-offers.ts";
import { KIND_WORDS, MODE_WORDS, PURPOSE_WORDS } from "./setup-words.ts";
import { staffButton } from "./staff-form.ts";

/** How a workspace is set up and what is missing, with what to press to change it. Told to admins alone. */
export async function setupCard(
  stores: TenantStores,
  workspace: Workspace,
  channel: Channel,
): Promise<MessageContent> {
  const channels = (await stores.channels.list()).filter(({ workspaceId }) => workspaceId === workspace.id);
  const survey = await stores.workspaces.survey(workspace.id);
  const here = channels.find(({ id }) => id === channel.id) ?? channel;
  const nobodyRead = whyNobodyIsRead(workspace, channels);
  const title = `Set-up of ${workspace.name}`;
  return {
    summary: title,
    blocks: [
      { type: "heading", text: title },
      ...(nobodyRead === null ? [] : [paragraph(text(nobodyRead, "bold"))]),
      { type: "facts", facts: await factsOf(stores, workspace, channels, survey) },
      ...missingBlocks(await setupSteps(stores, workspace)),
      ...kindBlocks(workspace, [...channels, ...survey.open]),
      ...channelBlocks(here, workspace),
      emojiLine(workspace),
      ...guessLines(channels, survey),
      {
        type: "controls",
        controls: [
          ...guessButtons(workspace, channels, survey),
          channelButton(workspace.id),
          staffButton(workspace.id),
          emojiButton(workspace),
          ...declarationButtons(workspace),
        ],
      },
      { type: "context", inlines: [text("The console has all of this under Settings.")] },
    ],
  };
}

/** What is not done yet, each with what it would give. */
function missingBlocks(steps: readonly SetupStep[]): readonly Block[] {
  const left = steps.filter(({ name, done }) => done === "" && name !== "kind");
  if (left.length === 0) return [];
  return [
    paragraph(text("Still missing:")),
    { type: "list", items: left.map(({ what, next }) => [text(`${what}: `, "bold"), text(next)]) },
  ];
}

async function factsOf(
  stores: TenantStores,
  workspace: Workspace,
  channels: readonly Channel[],
  survey: KeptSurvey,
) {
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
    { label: "Named as staff", value: [text(await staffWords(stores, workspace, survey))] },
  ];
}

/** People by the name they have today; by key who has not written yet. */
async function staffWords(
  { people }: TenantStores,
  { id, roleRules }: Workspace,
  survey: KeptSurvey,
): Promise<string> {
  if (!roleRules) return "nobody by name";
  const named: string[] = [
    ...roleRules.agentGroupKeys.map((key) => `group ${groupName(survey, key)} (agents)`),
    ...roleRules.managerGroupKeys.map((key) => `group ${groupName(survey, key)} (managers)`),
  ];
  for (const [key, role] of Object.entries(roleRules.people ?? {}).slice(0, MOST_NAMES))
    named.push(`${(await people.findByKey(id, key))?.displayName ?? key} (${role})`);
  const more = Object.keys(roleRules.people ?? {}).length - MOST_NAMES;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ") || "nobody by name";
}

const MOST_NAMES = 20;

function kindBlocks(workspace: Workspace, channels: readonly Pick<Channel, "name">[]): readonly Block[] {
  if (workspace.declared?.kind) return [setElsewhere("The kind", setupVariable(workspace.platform, "kind"))];
  return [{ type: "controls", controls: [kindMenu(workspace, guessKind(workspace.platform, channels))] }];
}

const setElsewhere = (what: string, variable: string): Block =>
  paragraph(text(`${what} is set by ${variable}, where Rapport is deployed.`));

const kindMenu = (workspace: Workspace, guess: WorkspaceKind): Menu => ({
  type: "menu",
  controlId: CONTROLS.setupKind,
  label: "Kind of workspace",
  options: WORKSPACE_KINDS.map((kind) => ({
    label: workspace.kind === null && kind === guess ? `${KIND_WORDS[kind]} (likely)` : KIND_WORDS[kind],
    value: joinValue(workspace.id, kind),
  })),
});

function channelBlocks(channel: Channel, workspace: Workspace): readonly Block[] {
  if (channel.purpose === "direct")
    return [paragraph(text("“Set up a channel” says what each channel is for."))];
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
    label: `Mode of #${channel.name}`,
    options: CHANNEL_MODES.map((mode) => ({ label: MODE_WORDS[mode], value: joinValue(channel.id, mode) })),
  };
  const now = channel.purpose === "other" ? "nothing of ours yet" : PURPOSE_WORDS[channel.purpose];
  const declared = declaredChannel(workspace.declared, channel);
  const open = [...(declared ? [] : [purposes]), ...(declared?.mode ? [] : [modes])];
  return [
    paragraph(text(`#${channel.name}`, "bold"), text(`: ${now}; mode ${channel.mode}.`)),
    ...(declared
      ? [setElsewhere("What it is for", setupVariable(workspace.platform, declared.purpose))]
      : []),
    ...(open.length > 0 ? [{ type: "controls", controls: open } as const] : []),
  ];
}
