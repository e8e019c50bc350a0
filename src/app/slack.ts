import type { SlackInstalls, StaffPlaces } from "../../adapters/slack/index.ts";
import type { Foundations } from "../app.ts";
import { createHome } from "../desk/home/create-home.ts";
import { RapportError } from "../domain/errors.ts";
import { NO_ROLE_RULES } from "../domain/role.ts";
import type { SlackConfig } from "../platform-config.ts";
import type { ChatAdapter } from "../ports/chat-adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { SignInIssuer } from "../ports/sign-in.ts";
import type { InstallationStore } from "../ports/stores/installation-store.ts";
import type { Surveyor } from "../ports/surveyor.ts";
import { resolveRole } from "../privacy/resolve-role.ts";
import { attachWorkspace, ownerOfWorkspace, type WorkspaceOwner } from "../store/attach-workspace.ts";
import { createInstallationStore } from "../store/installation-store.ts";
import { claimTick } from "../store/spine/cron-ticks.ts";
import { noteRemoved, noteReturned } from "./removal.ts";
import { openSecretBox } from "./secret-box.ts";

export interface SlackParts {
  /** Whose desk it is where one workspace is named by its token. */
  readonly tenantId: string;
  readonly clock: Clock;
  /** A workspace was added: what the door remembers is old. */
  readonly onWorkspace: () => void;
  /** By which remembered things grow old; monotonic. The process's own when left out. */
  readonly nowMs?: () => number;
  /** Left out: no admin comes into the console from Slack. */
  readonly signIn?: SignInIssuer | null;
  /** Left out: an admin's own page shows what was last read. */
  readonly surveyor?: Surveyor;
}

/** Slack as it is configured; `null` where it is not. Nothing of it is loaded before. */
export async function composeSlack(foundations: Foundations, parts: SlackParts): Promise<ChatAdapter | null> {
  const { config, logger } = foundations;
  const { slack } = config.platforms;
  if (slack === null) return null;
  const { createSlackAdapter } = await import("../../adapters/slack/index.ts");
  return createSlackAdapter({
    apiUrl: slack.apiUrl,
    signingSecret: slack.signingSecret?.reveal() ?? null,
    appToken: slack.appToken?.reveal() ?? null,
    installs: installsOf(slack.installs, foundations, parts),
    staffPlaces: createStaffPlaces(foundations),
    readFile: (tenantId, fileId) =>
      foundations.store.transaction(tenantId, async ({ files }) => (await files.get(fileId))?.bytes ?? null),
    home: createHome({
      store: foundations.store,
      roleOf: (actor, workspace) => resolveRole(actor, workspace, "direct"),
      clock: parts.clock,
      signIn: parts.signIn ?? null,
      ...(parts.surveyor && { surveyor: parts.surveyor }),
    }),
    clock: parts.clock,
    logger,
    nowMs: parts.nowMs,
  });
}

function installsOf(
  installs: SlackConfig["installs"],
  { config, database, store }: Foundations,
  { tenantId, clock, onWorkspace }: SlackParts,
): SlackInstalls {
  if (installs.kind === "single")
    return {
      kind: "single",
      botToken: installs.botToken.reveal(),
      async attach(workspace) {
        const owner = await attachWorkspace(
          database,
          tenantId,
          { platform: "slack", ...workspace },
          clock.now(),
        );
        onWorkspace();
        return owner.tenantId;
      },
    };
  const box = openSecretBox(config.platforms.sealing);
  if (box === null)
    throw new RapportError(
      "slack.no-key",
      "Tokens cannot be kept without a key.",
      "Set TOKEN_ENCRYPTION_KEY; npm run tokens -- new-key makes one.",
    );
  return {
    kind: "oauth",
    clientId: installs.clientId,
    clientSecret: installs.clientSecret.reveal(),
    publicUrl: installs.publicUrl,
    store: notingRemoval(
      createInstallationStore({ database, store, box, timeZone: config.TIME_ZONE }),
      { database, store },
      clock,
    ),
    claimOnce: (id) => claimTick(database, id),
    onInstalled: onWorkspace,
  };
}

/** Whoever removes the app is forgotten after the policy's time, unless it is installed again before. */
function notingRemoval(
  installations: InstallationStore,
  known: Pick<Foundations, "database" | "store">,
  clock: Clock,
): InstallationStore {
  return {
    ...installations,
    async save(installation, now) {
      const saved = await installations.save(installation, now);
      await noteReturned(known, installation.platform, installation.workspaceKey, now);
      return saved;
    },
    async remove(platform, workspaceKey, madeBefore) {
      const wasThere = await installations.remove(platform, workspaceKey, madeBefore);
      if (wasThere) await noteRemoved(known, platform, workspaceKey, clock.now());
      return wasThere;
    },
  };
}

const MOST_OWNERS = 20_000;

/** Groups that an admin named, and the channels set up for agents and managers. Whose a workspace is stays so. */
function createStaffPlaces(foundations: Foundations): (workspaceKey: string) => Promise<StaffPlaces> {
  const owners = new Map<string, WorkspaceOwner>();
  return async (workspaceKey) => {
    const owner =
      owners.get(workspaceKey) ?? (await ownerOfWorkspace(foundations.database, "slack", workspaceKey));
    if (owner === null) return { groupKeys: [], agentChannelKeys: [], managerChannelKeys: [] };
    if (owners.size >= MOST_OWNERS) owners.clear();
    owners.set(workspaceKey, owner);
    return staffPlacesOf(foundations, owner);
  };
}

async function staffPlacesOf({ store }: Foundations, owner: WorkspaceOwner): Promise<StaffPlaces> {
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
