import type { Channel, ChannelPurpose, Workspace, WorkspaceKind } from "../domain/channel.ts";
import { NO_ROLE_RULES, type RoleRules } from "../domain/role.ts";
import type { SetupStep } from "../domain/setup-step.ts";
import { goneGroups } from "../domain/workspace-survey.ts";
import type { TenantStores } from "../ports/stores/store.ts";

const KIND_NAMES: Readonly<Record<WorkspaceKind, string>> = {
  community: "Community",
  company: "Company",
  helpdesk: "Help desk",
};

/** What of a workspace's set-up is done and what is not: the same list in the chat and in the console. */
export async function setupSteps(stores: TenantStores, workspace: Workspace): Promise<readonly SetupStep[]> {
  const channels = (await stores.channels.list()).filter(({ workspaceId }) => workspaceId === workspace.id);
  const articles = await stores.articles.list();
  const staff = await staffIn(stores, workspace);
  const gone = goneGroups(await stores.workspaces.survey(workspace.id), groupKeysOf(workspace.roleRules));
  const named = (purpose: ChannelPurpose): string =>
    channels.flatMap((channel) => (channel.purpose === purpose ? [`#${channel.name}`] : [])).join(", ");
  return [
    {
      name: "kind",
      what: "Kind of workspace",
      done: workspace.kind === null ? "" : KIND_NAMES[workspace.kind],
      next: "Choose who its members are. Until then nobody's messages are analysed; answers and tickets work.",
    },
    {
      name: "customers",
      what: "Where customers write",
      done: named("customers"),
      next: "Choose the channels customers ask in. Elsewhere Rapport answers when mentioned and opens no requests.",
    },
    {
      name: "agents",
      what: "The agents' channel",
      done: named("agents"),
      next: "Choose one: cards, drafts and warnings come to it. Until then they come to nobody.",
    },
    {
      name: "managers",
      what: "The managers' channel",
      done: named("managers"),
      next: "Choose one: digests come to it. Until then they stay in the console.",
    },
    {
      name: "staff",
      what: "Who is agent and manager",
      done: gone.length > 0 ? "" : staff,
      next:
        gone.length > 0
          ? `${gone.join(", ")}: no such group any more, or it is switched off, so it makes nobody staff. Take it back, or name another.`
          : "Name people or a group of the platform. Until then nobody can claim a ticket in the chat.",
    },
    {
      name: "documents",
      what: "Documents to answer from",
      done: articles.length === 0 ? "" : plural(articles.length, "document"),
      next: "Upload them in the console under Knowledge. Until then every question goes to the team.",
    },
  ];
}

/** Why no message of a customer is read for emotion here, whatever they write; `null` where some are. Pure. */
export function whyNobodyIsRead(
  workspace: Pick<Workspace, "kind" | "emotionDeclaredAt">,
  channels: readonly Pick<Channel, "purpose" | "mode">[],
): string | null {
  if (workspace.kind === null)
    return "Nobody is analysed: the kind of workspace is not set, so nobody's standing is known.";
  if (workspace.kind === "helpdesk" && !workspace.emotionDeclaredAt)
    return "Nobody is analysed: members of a help desk are employees, and emotion stays off until an admin declares otherwise.";
  const places = channels.filter(({ purpose }) => purpose === "customers");
  if (workspace.kind === "community" && places.length === 0)
    return "Nobody is analysed outside direct messages: no channel is named for customers.";
  return places.length > 0 && places.every(({ mode }) => mode === "off")
    ? "Nobody is analysed in the customers' channels: every one of them is off."
    : null;
}

async function staffIn({ people }: TenantStores, workspace: Workspace): Promise<string> {
  const count = async (role: "agent" | "manager" | "admin"): Promise<number> =>
    (await people.listByRole(role)).filter(({ workspaceId }) => workspaceId === workspace.id).length;
  const [agents, managers] = [await count("agent"), await count("manager")];
  const groups = groupKeysOf(workspace.roleRules).length;
  return [
    ...(agents > 0 ? [plural(agents, "agent")] : []),
    ...(managers > 0 ? [plural(managers, "manager")] : []),
    ...(groups > 0 ? [plural(groups, "group")] : []),
  ].join(", ");
}

const groupKeysOf = (rules: RoleRules = NO_ROLE_RULES): readonly string[] => [
  ...rules.agentGroupKeys,
  ...rules.managerGroupKeys,
];

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
