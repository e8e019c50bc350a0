import { setupSteps, whyNobodyIsRead } from "../../desk/setup-checklist.ts";
import { guessKind, guessPurpose } from "../../desk/setup-guess.ts";
import { type Channel, PLATFORMS, type Workspace } from "../../domain/channel.ts";
import { declaredChannel, roleVariable, setupVariable } from "../../domain/declared-setup.ts";
import { DEFAULT_EMOJI_RULES, shownEmojis } from "../../domain/emoji-rules.ts";
import { NO_ROLE_RULES } from "../../domain/role.ts";
import { addMs } from "../../domain/time.ts";
import { goneGroups, groupName, type KeptSurvey } from "../../domain/workspace-survey.ts";
import type { ConsoleDesk, StaffFacts } from "../../ports/stores/views.ts";
import type { Settings } from "../contract.ts";
import type { SetupService } from "../rest-services.ts";
import { readAgents } from "./tickets.ts";

/** The whole page of settings, as it is in this transaction. */
export async function readSettings(desk: ConsoleDesk, setup: SetupService): Promise<Settings> {
  const { settings: policy } = await desk.tenant.get();
  const workspaces = await desk.workspaces.list();
  const channels = await desk.channels.list();
  const staff = await desk.views.staff();
  return {
    policy,
    platforms: PLATFORMS.filter((platform) => !workspaces.some((one) => one.platform === platform)).map(
      (platform) => ({ platform, ...setup.platformState(platform) }),
    ),
    workspaces: await inTurn(workspaces, (workspace) =>
      viewWorkspace(desk, setup, workspace, {
        channels: channels.filter(({ workspaceId }) => workspaceId === workspace.id),
        staff: staff.filter(({ workspaceId }) => workspaceId === workspace.id),
      }),
    ),
    channels: channels.map((channel) =>
      viewChannel(
        channel,
        workspaces.find(({ id }) => id === channel.workspaceId),
      ),
    ),
    agents: await readAgents(desk),
    models: setup.models(),
    store: setup.store(),
  };
}

async function viewWorkspace(
  desk: ConsoleDesk,
  setup: SetupService,
  workspace: Workspace,
  { channels, staff }: { readonly channels: readonly Channel[]; readonly staff: readonly StaffFacts[] },
): Promise<Settings["workspaces"][number]> {
  const { id, platform, name, kind, declared, roleRules = NO_ROLE_RULES } = workspace;
  const setBy = (whom: Parameters<typeof roleVariable>[2]) => roleVariable(platform, declared, whom);
  const named = Object.entries(roleRules.people ?? {});
  const people = await inTurn(named, async ([personKey, role]) => ({
    personKey,
    displayName: (await desk.people.findByKey(id, personKey))?.displayName ?? null,
    role,
    setBy: setBy({ personKey }),
  }));
  const survey = await desk.workspaces.survey(id);
  const groupsOf = (keys: readonly string[], role: "agent" | "manager") =>
    keys.map((groupKey) => ({
      groupKey,
      name: groupName(survey, groupKey),
      isGone: goneGroups(survey, [groupKey]).length > 0,
      role,
      setBy: setBy({ groupKey }),
    }));
  const keys = new Set(named.map(([key]) => key));
  return {
    id,
    platform,
    name,
    ...(workspace.removedAt
      ? removedState(workspace.removedAt, (await desk.tenant.get()).settings.purgeRemovedAfterMs)
      : setup.platformState(platform)),
    kind,
    guessedKind: kind === null ? guessKind(platform, [...channels, ...survey.open]) : null,
    kindSetBy: declared?.kind ? setupVariable(platform, "kind") : null,
    emoji: viewEmoji(workspace),
    emotionDeclaredAt: workspace.emotionDeclaredAt?.toISOString() ?? null,
    nobodyRead: whyNobodyIsRead(workspace, channels),
    steps: [...(await setupSteps(desk, workspace))],
    groups: [
      ...groupsOf(roleRules.managerGroupKeys, "manager"),
      ...groupsOf(roleRules.agentGroupKeys, "agent"),
    ],
    knownGroups: [...(survey.groups ?? [])],
    openChannels: openChannels(survey, channels),
    people,
    others: staff
      .filter(({ personKey }) => !keys.has(personKey))
      .map((person) => ({ id: person.id, displayName: person.displayName, role: person.role })),
  };
}

const openChannels = ({ open }: KeptSurvey, channels: readonly Channel[]) =>
  open
    .filter(({ channelKey }) => !channels.some((channel) => channel.channelKey === channelKey))
    .map((channel) => ({ ...channel, guessedPurpose: guessPurpose(channel.name) }));

/** What stands in the place of the line's state. */
const removedState = (removedAt: Date, purgeAfterMs: number) => ({
  state: "off" as const,
  detail: `Removed on ${dayOf(removedAt)}. What is stored of it is erased on ${dayOf(addMs(removedAt, purgeAfterMs))}, unless it has Rapport back before.`,
});
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

function viewEmoji({ emojiRules = DEFAULT_EMOJI_RULES }: Workspace) {
  const { claim, solve, open } = emojiRules;
  return { claim: shownEmojis(claim), solve: shownEmojis(solve), open: shownEmojis(open) };
}

function viewChannel(channel: Channel, workspace: Workspace | undefined): Settings["channels"][number] {
  const { id, workspaceId, name, purpose, mode } = channel;
  const declared = declaredChannel(workspace?.declared, channel);
  const variable = workspace && declared ? setupVariable(workspace.platform, declared.purpose) : null;
  return {
    id,
    workspaceId,
    name,
    purpose,
    mode,
    guessedPurpose: purpose === "other" ? guessPurpose(name) : null,
    purposeSetBy: variable,
    modeSetBy: declared?.mode ? variable : null,
  };
}

/** One after the other: they share a transaction. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
