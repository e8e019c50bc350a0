import type { ConsoleDesk } from "../../ports/stores/views.ts";
import { forbidden, unknownThing } from "../api-fault.ts";
import type { RestServices, SetupService } from "../rest-services.ts";
import { readingPerson } from "./acting-person.ts";
import type { Ask, Handlers } from "./ask.ts";
import { readAgents } from "./tickets.ts";
import { wire } from "./wire.ts";

type SettingsHandlers = Pick<
  Handlers,
  | "GET /settings"
  | "PATCH /settings"
  | "PATCH /workspaces/{id}"
  | "PATCH /channels/{id}"
  | "PATCH /agents/{id}"
  | "GET /audit"
>;

const MOST_ENTRIES = 200;

export const settingsHandlers = ({ store, setup }: RestServices): SettingsHandlers => ({
  "GET /settings": ({ tenantId }) => store.transaction(tenantId, (desk) => readSettings(desk, setup)),

  "PATCH /settings": (ask) =>
    store.transaction(ask.tenantId, async (desk) => {
      await desk.tenant.changeSettings(ask.body);
      await note(desk, ask, "policy.changed", "policy", ask.body);
      return readSettings(desk, setup);
    }),

  "PATCH /workspaces/{id}": (ask) =>
    store.transaction(ask.tenantId, async (desk) => {
      const workspace = await desk.workspaces.get(ask.params.id);
      if (!workspace) throw unknownThing("workspace");
      await desk.workspaces.setKind(workspace.id, ask.body.kind);
      await note(desk, ask, "workspace.kind", workspace.id, { from: workspace.kind, to: ask.body.kind });
      return readSettings(desk, setup);
    }),

  "PATCH /channels/{id}": (ask) =>
    store.transaction(ask.tenantId, async (desk) => {
      const channel = await desk.channels.get(ask.params.id);
      if (!channel) throw unknownThing("channel");
      await desk.channels.configure(channel.id, ask.body);
      await note(desk, ask, "channel.changed", channel.id, ask.body);
      return readSettings(desk, setup);
    }),

  "PATCH /agents/{id}": (ask) =>
    store.transaction(ask.tenantId, async (desk) => {
      await refuseStranger(desk, ask);
      await desk.setAvailable(ask.params.id, ask.body.isAvailable);
      return readSettings(desk, setup);
    }),

  "GET /audit": ({ tenantId }) =>
    store.transaction(tenantId, async (desk) => ({ entries: wire(await desk.audit.list(MOST_ENTRIES)) })),
});

/** An agent says it of themselves; managers and admins say it of anybody. */
async function refuseStranger(desk: ConsoleDesk, ask: Ask<"PATCH /agents/{id}">): Promise<void> {
  const agent = (await desk.views.staff()).find((person) => person.id === ask.params.id);
  if (!agent) throw unknownThing("agent");
  if (ask.caller.role !== "agent") return;
  if ((await readingPerson(desk, ask))?.id !== agent.id) throw forbidden();
}

const note = (
  desk: ConsoleDesk,
  { caller, now }: Pick<Ask<"PATCH /settings">, "caller" | "now">,
  action: string,
  subject: string,
  change: Readonly<Record<string, string | number | boolean | null | undefined>>,
) => {
  const detail = Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? null]));
  return desk.audit.add({ actor: caller.name, action, subject, detail, happenedAt: now });
};

async function readSettings(desk: ConsoleDesk, setup: SetupService) {
  const { settings: policy } = await desk.tenant.get();
  const workspaces = await desk.workspaces.list();
  return {
    policy,
    workspaces: workspaces.map((workspace) => ({
      id: workspace.id,
      platform: workspace.platform,
      name: workspace.name,
      kind: workspace.kind,
      ...setup.workspaceState(workspace),
    })),
    channels: [...(await desk.channels.list())],
    agents: await readAgents(desk),
    models: setup.models(),
    store: setup.store(),
  };
}
