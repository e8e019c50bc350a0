import type { Platform, Workspace } from "../../domain/channel.ts";
import type { ActorRef } from "../../domain/inbound-event.ts";
import { type Block, type MessageContent, text } from "../../domain/message-content.ts";
import { isStaff, mayManage, type Role } from "../../domain/role.ts";
import type { Clock } from "../../ports/clock.ts";
import { HOME_CONTROLS, type HomeProvider } from "../../ports/home.ts";
import type { SignInIssuer } from "../../ports/sign-in.ts";
import type { Store, TenantStores } from "../../ports/stores/store.ts";
import { NO_SURVEYOR, type Surveyor } from "../../ports/surveyor.ts";
import { agentTab } from "./agent-tab.ts";
import { customerTab } from "./customer-tab.ts";
import { managerTab } from "./manager-tab.ts";
import { setupTab } from "./setup-tab.ts";

/** Whose home it is. */
export interface Visitor {
  readonly workspace: Workspace;
  /** `null` for somebody who has never written. */
  readonly personId: string | null;
  readonly role: Role;
  readonly now: Date;
}

interface Tab {
  readonly id: string;
  readonly label: string;
  mayOpen(role: Role): boolean;
  blocks(stores: TenantStores, visitor: Visitor): Promise<readonly Block[]>;
}

/** The first that a person may open is theirs. */
const TABS: readonly Tab[] = [
  { id: "work", label: "Assigned", mayOpen: isStaff, blocks: agentTab },
  { id: "figures", label: "Figures", mayOpen: mayManage, blocks: managerTab },
  { id: "setup", label: "Set-up", mayOpen: (role) => role === "admin", blocks: setupTab },
  { id: "mine", label: "My tickets", mayOpen: () => true, blocks: customerTab },
];
const MOST_PROMPTS = 4;
const TITLE_LENGTH = 60;

export function createHome({
  store,
  roleOf,
  clock,
  signIn = null,
  surveyor = NO_SURVEYOR,
}: {
  readonly store: Pick<Store, "transaction">;
  readonly roleOf: (actor: ActorRef, workspace: Workspace) => Role;
  readonly clock: Clock;
  /** `null`: nobody comes into the console from here. */
  readonly signIn?: SignInIssuer | null;
  /** Left out: what the platform has is as it was last read. */
  readonly surveyor?: Surveyor;
}): HomeProvider {
  const look = async (tenantId: string, platform: Platform, workspaceKey: string): Promise<void> => {
    const workspace = await store.transaction(tenantId, ({ workspaces }) =>
      workspaces.findByKey(platform, workspaceKey),
    );
    if (workspace) await surveyor.refresh(workspace);
  };

  return {
    async page({ tenantId, platform, workspaceKey, actor, tab: wanted }) {
      if (wanted === "setup") await look(tenantId, platform, workspaceKey);
      return store.transaction(tenantId, async (stores) => {
        const workspace = await stores.workspaces.findByKey(platform, workspaceKey);
        if (!workspace) return null;
        const role = roleOf(actor, workspace);
        const personId = (await stores.people.findByKey(workspace.id, actor.personKey))?.id ?? null;
        const tabs = TABS.filter(({ mayOpen }) => mayOpen(role));
        const tab = tabs.find(({ id }) => id === wanted) ?? tabs[0];
        if (!tab) return null;
        const blocks = await tab.blocks(stores, { workspace, personId, role, now: clock.now() });
        const isSetup = role === "admin" && tab.id === "setup";
        const way = isSetup && signIn !== null ? CONSOLE_DOOR : [];
        return {
          summary: tab.label,
          blocks: [...tabRow(tabs, tab), ...blocks, ...way],
        } satisfies MessageContent;
      });
    },

    signIn: ({ tenantId, platform, workspaceKey, actor }) =>
      store.transaction(tenantId, async (stores) => {
        const workspace = await stores.workspaces.findByKey(platform, workspaceKey);
        if (!workspace || signIn === null || roleOf(actor, workspace) !== "admin") return null;
        const { personKey } = actor;
        const now = clock.now();
        const link = signIn.issue({ tenantId, platform, personKey }, now);
        const person = await stores.people.findByKey(workspace.id, personKey);
        if (link !== null)
          await stores.audit.add({
            actor: person?.id ?? personKey,
            action: "session.link",
            subject: "session",
            detail: { platform },
            happenedAt: now,
          });
        return link;
      }),

    prompts: (tenantId) =>
      store.transaction(tenantId, async ({ articles }) => {
        const open = (await articles.list()).filter(({ visibility }) => visibility === "public");
        return open.slice(0, MOST_PROMPTS).map(({ title }) => {
          const about = title.slice(0, TITLE_LENGTH);
          return { title: about, message: `What should I know about “${about}”?` };
        });
      }),
  };
}

const CONSOLE_DOOR: readonly Block[] = [
  { type: "divider" },
  {
    type: "paragraph",
    inlines: [text("Documents, policy, digests and the audit log are in the console.")],
  },
  {
    type: "controls",
    controls: [
      { type: "button", controlId: HOME_CONTROLS.console, label: "Open the console", value: "console" },
    ],
  },
];

function tabRow(tabs: readonly Tab[], open: Tab): readonly Block[] {
  if (tabs.length < 2) return [];
  return [
    {
      type: "controls",
      controls: tabs.map((tab) => ({
        type: "button",
        controlId: HOME_CONTROLS.tab,
        label: tab.label,
        value: tab.id,
        ...(tab === open && { style: "primary" as const }),
      })),
    },
    { type: "divider" },
  ];
}
