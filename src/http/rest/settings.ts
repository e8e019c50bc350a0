import {
  changeEmojiRules,
  chooseKind,
  configureChannel,
  declareEmotion,
  nameRole,
  note,
  type SetupHand,
} from "../../desk/change-setup.ts";
import { takeChannel } from "../../desk/take-channel.ts";
import type { Workspace } from "../../domain/channel.ts";
import { workingHoursWords } from "../../domain/working-hours.ts";
import type { ConsoleDesk } from "../../ports/stores/views.ts";
import { conflict, forbidden, unknownThing } from "../api-fault.ts";
import type { RestServices } from "../rest-services.ts";
import { readingPerson } from "./acting-person.ts";
import type { Ask, Handlers } from "./ask.ts";
import { readAudit } from "./audit-view.ts";
import { readSettings } from "./settings-view.ts";

type SettingsHandlers = Pick<
  Handlers,
  | "GET /settings"
  | "PATCH /settings"
  | "PATCH /workspaces/{id}"
  | "POST /workspaces/{id}/guesses"
  | "PUT /workspaces/{id}/roles"
  | "POST /workspaces/{id}/channels"
  | "GET /workspaces/{id}/people"
  | "PATCH /channels/{id}"
  | "PATCH /agents/{id}"
  | "GET /audit"
>;

const MOST_ENTRIES = 200;
const MOST_PEOPLE = 20;
/** Of all workspaces; those of one are picked from them. */
const SEARCHED_PEOPLE = 200;

export const settingsHandlers = ({ store, setup, wakeDelivery }: RestServices): SettingsHandlers => {
  const changeSetup = (
    ask: Pick<Ask<"PATCH /workspaces/{id}">, "tenantId" | "params">,
    work: (desk: ConsoleDesk, workspace: Workspace) => Promise<void>,
  ) =>
    store.transaction(ask.tenantId, async (desk) => {
      const workspace = await desk.workspaces.get(ask.params.id);
      if (!workspace) throw unknownThing("workspace");
      await work(desk, workspace);
      return readSettings(desk, setup);
    });
  return {
    "GET /settings": async ({ tenantId }) => {
      await setup.survey(await store.transaction(tenantId, ({ workspaces }) => workspaces.list()));
      return store.transaction(tenantId, (desk) => readSettings(desk, setup));
    },

    "PATCH /settings": (ask) =>
      store.transaction(ask.tenantId, async (desk) => {
        await desk.tenant.changeSettings(ask.body);
        const { workingHours, ...numbers } = ask.body;
        const hours = workingHours === undefined ? {} : { workingHours: workingHoursWords(workingHours) };
        await note(desk, handOf(ask), "policy.changed", "policy", { ...numbers, ...hours });
        return readSettings(desk, setup);
      }),

    "PATCH /workspaces/{id}": (ask) =>
      changeSetup(ask, async (desk, workspace) => {
        const { kind, emotionDeclaration, emoji } = ask.body;
        if (kind !== undefined) refuse(await chooseKind(desk, handOf(ask), workspace, kind));
        if (emotionDeclaration !== undefined)
          refuse(await declareEmotion(desk, handOf(ask), workspace, emotionDeclaration));
        if (emoji !== undefined) refuse(await changeEmojiRules(desk, handOf(ask), workspace, emoji));
      }),

    "POST /workspaces/{id}/guesses": (ask) =>
      changeSetup(ask, async (desk, workspace) => {
        for (const { channelId, purpose } of ask.body.purposes) {
          const channel = await desk.channels.get(channelId);
          if (channel?.workspaceId !== workspace.id) throw unknownThing("channel");
          // Somebody else said meanwhile what it is for.
          if (channel.purpose !== "other") continue;
          refuse(await configureChannel(desk, handOf(ask), channel, { purpose }));
        }
      }),

    "PUT /workspaces/{id}/roles": (ask) =>
      changeSetup(ask, async (desk, workspace) => {
        refuse(await nameRole(desk, handOf(ask), workspace, ask.body.whom, ask.body.role));
      }),

    "GET /workspaces/{id}/people": (ask) =>
      store.transaction(ask.tenantId, async (desk) => {
        if (!(await desk.workspaces.get(ask.params.id))) throw unknownThing("workspace");
        const found = await desk.people.search(ask.query.q, SEARCHED_PEOPLE);
        const here = found.filter(({ workspaceId }) => workspaceId === ask.params.id).slice(0, MOST_PEOPLE);
        return {
          people: here.map(({ personKey, displayName, role }) => ({ personKey, displayName, role })),
        };
      }),

    "POST /workspaces/{id}/channels": async (ask) => {
      const view = await changeSetup(ask, async (desk, workspace) => {
        refuse(await takeChannel(desk, handOf(ask), workspace, ask.body));
      });
      wakeDelivery();
      return view;
    },

    "PATCH /channels/{id}": (ask) =>
      store.transaction(ask.tenantId, async (desk) => {
        const channel = await desk.channels.get(ask.params.id);
        if (!channel) throw unknownThing("channel");
        refuse(await configureChannel(desk, handOf(ask), channel, ask.body));
        return readSettings(desk, setup);
      }),

    "PATCH /agents/{id}": (ask) =>
      store.transaction(ask.tenantId, async (desk) => {
        await refuseStranger(desk, ask);
        await desk.setAvailable(ask.params.id, ask.body.isAvailable);
        return readSettings(desk, setup);
      }),

    "GET /audit": ({ tenantId }) => store.transaction(tenantId, (desk) => readAudit(desk, MOST_ENTRIES)),
  };
};

/** An agent says it of themselves; managers and admins say it of anybody. */
async function refuseStranger(desk: ConsoleDesk, ask: Ask<"PATCH /agents/{id}">): Promise<void> {
  const agent = (await desk.views.staff()).find((person) => person.id === ask.params.id);
  if (!agent) throw unknownThing("agent");
  if (ask.caller.role !== "agent") return;
  if ((await readingPerson(desk, ask))?.id !== agent.id) throw forbidden();
}

const handOf = ({ caller, now }: Pick<Ask<"PATCH /settings">, "caller" | "now">): SetupHand => ({
  by: caller.name,
  now,
});

function refuse(why: string | null): void {
  if (why !== null) throw conflict("setting", why);
}
