import type { Organisations, StaffPlaces } from "../../adapters/teams/index.ts";
import type { Foundations } from "../app.ts";
import { CONTROLS } from "../desk/control-ids.ts";
import { currentCard } from "../desk/ticket-card.ts";
import { isRapportError } from "../domain/errors.ts";
import { NO_ROLE_RULES } from "../domain/role.ts";
import type { ChatAdapter } from "../ports/chat-adapter.ts";
import type { Clock } from "../ports/clock.ts";
import { attachWorkspace, ownerOfWorkspace } from "../store/attach-workspace.ts";
import { createConversationBook } from "../store/conversation-book.ts";
import { readFormSecret } from "../store/form-secret.ts";
import { createHeldAnswers } from "../store/held-answers.ts";
import { commandTable } from "./command-table.ts";

export interface TeamsParts {
  /** Whose desk it is where one organisation is named. */
  readonly tenantId: string;
  readonly clock: Clock;
  /** An organisation was added: what the door remembers is old. */
  readonly onWorkspace: () => void;
  /** By which remembered things grow old; monotonic. The process's own when left out. */
  readonly nowMs?: () => number;
}

/** Which of the desk's buttons ask for a dialog, and which stand on a card that shows its newest state. */
const CONTROL_KINDS = {
  opensForm: [
    CONTROLS.reply,
    CONTROLS.ticketForm,
    CONTROLS.ticketPanel,
    CONTROLS.rateComment,
    CONTROLS.setupEmoji,
    CONTROLS.setupStaff,
    CONTROLS.setupEmotion,
  ],
  isLive: [CONTROLS.claim, CONTROLS.resolve],
};

/** Teams as it is configured; `null` where it is not. Nothing of it is loaded before. */
export async function composeTeams(foundations: Foundations, parts: TeamsParts): Promise<ChatAdapter | null> {
  const { config, logger, database, store } = foundations;
  const { teams } = config.platforms;
  if (teams === null) return null;
  const { createTeamsAdapter } = await import("../../adapters/teams/index.ts");
  const { clock, nowMs } = parts;
  // Known before its first activity, so that the console shows it and the environment can set it up.
  if (teams.organisationKey !== null)
    await attachWorkspace(database, parts.tenantId, organisation(teams.organisationKey), clock.now());
  return createTeamsAdapter({
    appId: teams.appId,
    appPassword: teams.appPassword.reveal(),
    organisationKey: teams.organisationKey,
    loginUrl: teams.loginUrl,
    openIdUrl: teams.openIdUrl,
    publicUrl: teams.publicUrl,
    organisations: organisationsOf(teams.organisationKey, foundations, parts),
    book: createConversationBook(database, "teams"),
    // The embedded database has one process.
    heldAnswers: database.kind === "pglite" ? null : createHeldAnswers(database),
    staffPlaces: (organisationKey) => staffPlacesOf(foundations, organisationKey),
    readFile: (tenantId, fileId) =>
      store.transaction(tenantId, async ({ files }) => {
        const file = await files.get(fileId);
        return file && { bytes: file.bytes, mediaType: file.ref.mediaType };
      }),
    sealKey: rememberKeys((tenantId) => readFormSecret(database, tenantId)),
    liveCard: (tenantId, ticketId) =>
      store.transaction(tenantId, (stores) => currentCard(stores, ticketId, clock.now())),
    controls: CONTROL_KINDS,
    commandNames: commandTable().map(({ name }) => name),
    clock,
    logger,
    nowMs,
  });
}

/** A tenant's secret does not change while a process lives. */
function rememberKeys(read: (tenantId: string) => Promise<Uint8Array>) {
  const kept = new Map<string, Uint8Array>();
  return async (tenantId: string): Promise<Uint8Array> => {
    const known = kept.get(tenantId) ?? (await read(tenantId));
    kept.set(tenantId, known);
    return known;
  };
}

function organisationsOf(only: string | null, foundations: Foundations, parts: TeamsParts): Organisations {
  const known = new Map<string, string>();
  const find = only === null ? findOrInstall(foundations, parts) : attachOnly(only, foundations, parts);
  return {
    async admit(organisationKey, isInstall) {
      const tenantId = known.get(organisationKey) ?? (await find(organisationKey, isInstall));
      if (tenantId !== null) known.set(organisationKey, tenantId);
      return tenantId;
    },
  };
}

const organisation = (workspaceKey: string) =>
  ({ platform: "teams", workspaceKey, name: "Microsoft Teams" }) as const;

type Find = (organisationKey: string, isInstall: boolean) => Promise<string | null>;

/** The one organisation of the configuration is this installation's desk from its first activity on. */
const attachOnly =
  (only: string, { database }: Foundations, { tenantId, clock, onWorkspace }: TeamsParts): Find =>
  async (organisationKey) => {
    if (organisationKey !== only) return null;
    const owner = await attachWorkspace(database, tenantId, organisation(only), clock.now());
    onWorkspace();
    return owner.tenantId;
  };

/** An organisation that adds the app gets a desk of its own, and is nobody's before. */
const findOrInstall =
  ({ database, store, config }: Foundations, { clock, onWorkspace }: TeamsParts): Find =>
  async (organisationKey, isInstall) => {
    const owner = await ownerOfWorkspace(database, "teams", organisationKey);
    if (owner !== null || !isInstall) return owner?.tenantId ?? null;
    const workspace = {
      platform: "teams",
      workspaceKey: organisationKey,
      name: "Microsoft Teams",
      kind: null,
    };
    const desk = { slug: `teams-${organisationKey}`, name: "Microsoft Teams", timeZone: config.TIME_ZONE };
    try {
      await store.createTenant({ ...desk, workspaces: [workspace] }, clock.now());
    } catch (error) {
      // Two activities of one installation came at once: the other one has made the desk.
      if (!isRapportError(error) || error.code !== "store.conflict") throw error;
    }
    onWorkspace();
    return (await ownerOfWorkspace(database, "teams", organisationKey))?.tenantId ?? null;
  };

/** Teams that an admin named, and the channels set up for agents and managers. */
async function staffPlacesOf(
  { database, store }: Foundations,
  organisationKey: string,
): Promise<StaffPlaces> {
  const owner = await ownerOfWorkspace(database, "teams", organisationKey);
  if (owner === null) return { groupKeys: [], agentChannelKeys: [], managerChannelKeys: [] };
  return store.transaction(owner.tenantId, async ({ workspaces, channels }) => {
    const rules = (await workspaces.get(owner.workspaceId))?.roleRules ?? NO_ROLE_RULES;
    const keysFor = async (purpose: "agents" | "managers"): Promise<readonly string[]> =>
      (await channels.listByPurpose(purpose))
        .filter((channel) => channel.workspaceId === owner.workspaceId)
        .map(({ channelKey }) => channelKey);
    return {
      groupKeys: [...new Set([...rules.agentGroupKeys, ...rules.managerGroupKeys])],
      agentChannelKeys: await keysFor("agents"),
      managerChannelKeys: await keysFor("managers"),
    };
  });
}
