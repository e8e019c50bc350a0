import { z } from "zod";
import { SECOND } from "../../../src/domain/time.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { DiscordApi } from "../api.ts";
import type { Taken } from "../config.ts";
import { faultName } from "../errors.ts";
import type { Packet } from "../gateway/gateway.ts";
import type { Directory } from "../places/directory.ts";
import type { GuildBook } from "../places/guild-book.ts";
import type { Servers } from "../places/servers.ts";
import { snowflake } from "../places/shapes.ts";
import { directPlace } from "../thread-key.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Interactions } from "./interactions.ts";
import type { PlaceQueue } from "./place-queue.ts";
import type { TakeOutcome } from "./take.ts";
import type { Tracker } from "./tracker.ts";

export interface DispatchOptions {
  readonly api: DiscordApi;
  readonly book: GuildBook;
  readonly servers: Servers;
  readonly directory: Directory;
  readonly tracker: Tracker;
  readonly catchUp: CatchUp;
  readonly queue: PlaceQueue;
  readonly interactions: Interactions;
  readonly onDirect: (channelKey: string, personKey: string) => void;
  readonly onReady: (botKey: string) => void;
  readonly onTaken: (taken: Taken) => void;
  readonly retryMs: number;
  readonly logger: Logger;
}

const readyShape = z.object({
  user: z.object({ id: snowflake }),
  guilds: z.array(z.object({ id: snowflake })).nullish(),
  shard: z.tuple([z.number(), z.number()]).nullish(),
});
const guildGone = z.object({ id: snowflake, unavailable: z.boolean().nullish() });
const memberShape = z.object({ guild_id: snowflake, user: z.object({ id: snowflake }) });
const placed = z.object({
  id: snowflake.nullish(),
  channel_id: snowflake,
  guild_id: snowflake.nullish(),
  author: z.object({ id: snowflake, bot: z.boolean().nullish() }).nullish(),
});

/** Changes after which something that was refused may be allowed. */
const PERMISSION_CHANGES = new Set([
  "GUILD_CREATE",
  "GUILD_UPDATE",
  "GUILD_ROLE_CREATE",
  "GUILD_ROLE_UPDATE",
  "GUILD_ROLE_DELETE",
  "GUILD_MEMBER_UPDATE",
  "CHANNEL_CREATE",
  "CHANNEL_UPDATE",
  "THREAD_UPDATE",
]);
/** What happened to messages that are kept already: told once, so tried again when it could not be kept. */
const CHANGES = new Set([
  "MESSAGE_UPDATE",
  "MESSAGE_DELETE",
  "MESSAGE_DELETE_BULK",
  "MESSAGE_REACTION_ADD",
  "MESSAGE_REACTION_REMOVE",
]);
const MOST_TRIES = 6;

/** One packet of the gateway to whoever it is for. Synchronous up to the queue of its place, so that order holds. */
export function createDispatch(options: DispatchOptions): (packet: Packet) => void {
  const { api, book, servers, directory, tracker, catchUp, queue, interactions, logger } = options;

  const guard = (name: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      logger.error({ code: faultName(error), name }, "a packet of Discord's gateway failed");
    });
  };

  const join = async (guildKey: string): Promise<void> => {
    await servers.join(guildKey, book.guild(guildKey)?.name ?? "");
    for (
      let waitMs = options.retryMs;
      !tracker.isOpen(guildKey);
      waitMs = Math.min(60 * SECOND, waitMs * 2)
    ) {
      try {
        await tracker.open(guildKey);
      } catch (error) {
        logger.warn({ code: faultName(error) }, "where Discord was read to is not known yet");
        await pause(waitMs);
      }
    }
    await catchUp.server(guildKey);
  };

  const message = async ({ t, d, key }: Packet): Promise<void> => {
    const parsed = placed.safeParse(d);
    if (!parsed.success || !parsed.data.id) return;
    const { id, channel_id, guild_id, author } = parsed.data;
    const placeKey = guild_id ? channel_id : directPlace(channel_id);
    if (!guild_id && author && !author.bot) options.onDirect(channel_id, author.id);
    await queue.take(placeKey, { t, d, key }, async (outcome) => {
      const workspaceKey = guild_id ?? (author ? await directory.homeOf(author.id) : null);
      if (workspaceKey !== null) {
        if (outcome === "not-kept") catchUp.later(workspaceKey, placeKey, id);
        else tracker.note(workspaceKey, placeKey, id);
      }
      options.onTaken({ name: t, outcome });
    });
  };

  const change = async ({ t, d, key }: Packet): Promise<void> => {
    const parsed = placed.safeParse(d);
    const placeKey = parsed.success ? parsed.data.channel_id : "";
    let outcome: TakeOutcome = "not-kept";
    for (let tries = 0; tries < MOST_TRIES && outcome === "not-kept"; tries += 1) {
      if (tries > 0) await pause(options.retryMs * 2 ** tries);
      outcome = await queue.take(placeKey, { t, d, key });
      options.onTaken({ name: t, outcome });
    }
    if (outcome === "not-kept") logger.error({ name: t }, "a change in Discord was lost");
  };

  const interaction = async ({ t, d, key }: Packet): Promise<void> => {
    const outcome = await interactions.take(d, key);
    const isPassed = outcome === "refused" || outcome === "answered";
    options.onTaken({ name: t, outcome: isPassed ? "passed" : outcome });
  };

  const compare = async ({ guilds, shard }: z.infer<typeof readyShape>): Promise<void> => {
    if (!guilds) return;
    const left = await servers.compare(
      guilds.map(({ id }) => id),
      shard ?? [0, 1],
    );
    for (const guildKey of left) tracker.forget(guildKey);
  };

  return (packet) => {
    const { t, d } = packet;
    if (t === "MESSAGE_CREATE") return guard(t, message(packet));
    if (CHANGES.has(t)) return guard(t, change(packet));
    if (t === "INTERACTION_CREATE") return guard(t, interaction(packet));
    if (t === "READY") {
      const ready = readyShape.safeParse(d);
      if (ready.success) {
        options.onReady(ready.data.user.id);
        guard(t, compare(ready.data));
      }
      // Whatever comes next may come after a gap.
      for (const guildKey of book.guildKeys()) catchUp.suspend(guildKey);
      return;
    }
    const gone = t === "GUILD_DELETE" ? guildGone.safeParse(d) : null;
    if (gone?.success && gone.data.unavailable) return;
    book.note(t, d);
    if (PERMISSION_CHANGES.has(t)) api.forgetRefusals();
    if (t === "GUILD_CREATE") {
      const made = guildGone.safeParse(d);
      if (!made.success || book.guild(made.data.id) === null) return;
      catchUp.suspend(made.data.id);
      guard(t, join(made.data.id));
    }
    if (gone?.success) {
      tracker.forget(gone.data.id);
      guard(t, servers.leave(gone.data.id));
    }
    if (t.startsWith("GUILD_MEMBER_")) {
      const member = memberShape.safeParse(d);
      if (member.success) directory.forgetPerson(member.data.guild_id, member.data.user.id);
    }
  };
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
