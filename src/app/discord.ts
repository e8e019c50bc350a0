import { inviteLink } from "../../adapters/discord/gateway/invite.ts";
import type { DiscordAdapterConfig, Ownership, StaffPlaces } from "../../adapters/discord/index.ts";
import type { Foundations } from "../app.ts";
import type { Config } from "../config.ts";
import type { ChatAdapter } from "../ports/chat-adapter.ts";
import type { Clock } from "../ports/clock.ts";
import { attachWorkspace, ownerOfWorkspace } from "../store/attach-workspace.ts";
import { createReadPositions } from "../store/read-positions.ts";
import { claimTick, dropTicks, releaseTicks } from "../store/spine/cron-ticks.ts";
import { commandTable } from "./command-table.ts";
import { holdByTicks } from "./hold-by-ticks.ts";
import { noteRemoved, noteReturned } from "./removal.ts";
import type { StartFacts } from "./start-block.ts";

export interface DiscordParts {
  /** Whose desk the bot's servers belong to. */
  readonly tenantId: string;
  readonly clock: Clock;
  /** A server was added: what the door remembers is old. */
  readonly onWorkspace: () => void;
  /** The process's own when left out. */
  readonly spans?: Pick<DiscordAdapterConfig, "times" | "onTaken" | "nowMs">;
}

/** Discord as it is configured; `null` where it is not. Nothing of it is loaded before. */
export async function composeDiscord(
  foundations: Foundations,
  { tenantId, clock, onWorkspace, spans = {} }: DiscordParts,
): Promise<ChatAdapter | null> {
  const { config, logger, database, store } = foundations;
  const { discord } = config.platforms;
  if (discord === null) return null;
  const { createDiscordAdapter } = await import("../../adapters/discord/index.ts");
  const positions = createReadPositions(database, "discord");
  return createDiscordAdapter({
    ...spans,
    apiUrl: discord.apiUrl,
    token: discord.token.reveal(),
    applicationKey: discord.applicationKey,
    publicKey: discord.publicKey,
    shards: discord.shards,
    commands: commandTable(),
    async attach(server) {
      const owner = await attachWorkspace(
        database,
        tenantId,
        { platform: "discord", ...server },
        clock.now(),
      );
      await noteReturned(foundations, "discord", server.workspaceKey, clock.now());
      onWorkspace();
      return owner.tenantId;
    },
    listServers: () =>
      store.transaction(tenantId, async ({ workspaces }) =>
        (await workspaces.list())
          .filter(({ platform, removedAt }) => platform === "discord" && !removedAt)
          .map(({ workspaceKey }) => workspaceKey),
      ),
    ownerOf: async (workspaceKey) =>
      (await ownerOfWorkspace(database, "discord", workspaceKey))?.tenantId ?? null,
    async onRemoved(workspaceKey) {
      await positions.remove(workspaceKey);
      await noteRemoved(foundations, "discord", workspaceKey, clock.now());
    },
    staffPlaces: (workspaceKey) => staffPlacesOf(foundations, workspaceKey),
    positions: {
      read: positions.read,
      save: (workspaceKey, moved) => positions.save(workspaceKey, moved, clock.now()),
    },
    readFile: (owner, fileId) =>
      store.transaction(owner, async ({ files }) => (await files.get(fileId))?.bytes ?? null),
    ownership: ownershipOf(foundations, clock),
    clock,
    logger,
  });
}

/** Replicas beside one PostgreSQL: one of them listens for each share of the shards. */
function ownershipOf({ config, database, logger }: Foundations, clock: Clock): Ownership {
  if (database.kind === "pglite")
    return ({ onGained }) => {
      onGained();
      return { release: async () => undefined };
    };
  const shards = config.platforms.discord?.shards;
  const share = shards ? `${shards.shardIds.join(",")}/${shards.shardCount}` : "all";
  return holdByTicks({
    name: `discord:${share}`,
    claim: (id) => claimTick(database, id),
    giveBack: (ids) => releaseTicks(database, ids),
    clean: (name, before) => dropTicks(database, name, before),
    clock,
    logger,
  });
}

/** The channels set up for agents and managers. */
async function staffPlacesOf({ database, store }: Foundations, workspaceKey: string): Promise<StaffPlaces> {
  const owner = await ownerOfWorkspace(database, "discord", workspaceKey);
  if (owner === null) return { agentChannelKeys: [], managerChannelKeys: [] };
  return store.transaction(owner.tenantId, async ({ channels }) => {
    const keysFor = async (purpose: "agents" | "managers"): Promise<readonly string[]> =>
      (await channels.listByPurpose(purpose))
        .filter((channel) => channel.workspaceId === owner.workspaceId)
        .map(({ channelKey }) => channelKey);
    return { agentChannelKeys: await keysFor("agents"), managerChannelKeys: await keysFor("managers") };
  });
}

/** For the start block. */
export function describeDiscord({ platforms: { discord } }: Config): StartFacts["discord"] {
  if (discord === null) return null;
  const shards = discord.shards
    ? `, shards ${discord.shards.shardIds.join(",")} of ${discord.shards.shardCount}`
    : "";
  const http = discord.publicKey === null ? "" : ", interactions at /discord/interactions";
  return { way: `gateway${shards}${http}`, invite: inviteLink(discord.applicationKey) };
}
