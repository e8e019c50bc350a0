import type { ChannelPurpose } from "../../domain/channel.ts";
import { type Block, paragraph, text } from "../../domain/message-content.ts";
import { HOME_CONTROLS } from "../../ports/home.ts";
import type { TenantStores } from "../../ports/stores/store.ts";
import type { Visitor } from "./create-home.ts";

/** What is done of the set-up and what is not, each with the next step. */
export async function setupTab(stores: TenantStores, { workspace }: Visitor): Promise<readonly Block[]> {
  const channels = (await stores.channels.list()).filter(({ workspaceId }) => workspaceId === workspace.id);
  const articles = await stores.articles.list();
  const namesOf = (purpose: ChannelPurpose): string =>
    channels.flatMap((channel) => (channel.purpose === purpose ? [`#${channel.name}`] : [])).join(", ");
  const steps: readonly Step[] = [
    {
      what: "Kind of workspace",
      done: workspace.kind ?? "",
      next: "Say below what it is; until then nobody's messages are analysed.",
    },
    {
      what: "Where customers write",
      done: namesOf("customers"),
      next: "Invite Rapport to the channel and type /rapport setup there.",
    },
    {
      what: "The agents' channel",
      done: namesOf("agents"),
      next: "Invite Rapport and type /rapport setup there: cards and drafts come to it.",
    },
    {
      what: "The managers' channel",
      done: namesOf("managers"),
      next: "Invite Rapport and type /rapport setup there: digests come to it.",
    },
    {
      what: "Documents to answer from",
      done: articles.length === 0 ? "" : String(articles.length),
      next: "Upload them in the console under Knowledge.",
    },
  ];
  const left = steps.filter(({ done }) => done === "").length;
  return [
    { type: "heading", text: left === 0 ? "Set up" : `Set-up: ${left} of ${steps.length} to go` },
    {
      type: "list",
      items: steps.map(({ what, done, next }) => [
        text(`${done === "" ? "○" : "✓"} ${what}: `, "bold"),
        text(done === "" ? next : done),
      ]),
    },
    paragraph(text("Everything can be changed later, here and in the console.")),
    {
      type: "controls",
      controls: [
        {
          type: "button",
          controlId: HOME_CONTROLS.command,
          label: "Set up this workspace",
          value: "rapport setup",
          style: "primary",
        },
      ],
    },
  ];
}

interface Step {
  readonly what: string;
  /** Empty: not done yet. */
  readonly done: string;
  readonly next: string;
}
