import { z } from "zod";
import { createFreshCache } from "../../../src/adapter-kit/fresh-cache.ts";
import type { ActorRef } from "../../../src/domain/inbound-event.ts";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { DiscordApi } from "../api.ts";
import type { GuildBook } from "./guild-book.ts";
import { channelShape, snowflake } from "./shapes.ts";
import { type StaffPlaces, standingOf } from "./standing.ts";

export interface DirectoryOptions {
  readonly api: DiscordApi;
  readonly book: GuildBook;
  readonly staffPlaces: (workspaceKey: string) => Promise<StaffPlaces>;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** Who people are in which server, remembered and kept fresh. */
export interface Directory {
  /** Roles that an event brought along. */
  noteRoles(guildKey: string, personKey: string, roleKeys: readonly string[]): void;
  forgetPerson(guildKey: string, personKey: string): void;
  /** `told`: the roles that the event itself brought. */
  standing(
    guildKey: string,
    personKey: string,
    told: readonly string[] | null,
  ): Promise<ActorRef["standing"]>;
  /** Makes sure that a channel or thread is in the book; rejects when it cannot be read. */
  ensurePlace(guildKey: string, placeKey: string): Promise<void>;
  /** The server that a person and the bot share, for what they say in private; `null`: none. */
  homeOf(personKey: string): Promise<string | null>;
}

/** Discord waits 3 s in all where it waits. */
const CALL_MS = 1_200;
/** Servers that are asked for a person who has not been met since the start. */
const MOST_ASKED = 20;

const memberAnswer = z.object({ roles: z.array(snowflake) });

export function createDirectory({ api, book, staffPlaces, nowMs }: DirectoryOptions): Directory {
  const roles = createFreshCache<readonly string[]>({
    freshMs: 15 * MINUTE,
    usableMs: 15 * MINUTE,
    failedMs: 30 * SECOND,
    maxEntries: 50_000,
    nowMs,
    async load(key) {
      const [guildKey = "", personKey = ""] = key.split("/");
      const outcome = await api.call({
        method: "get",
        path: `/guilds/${guildKey}/members/${personKey}`,
        answer: memberAnswer,
        deadlineMs: CALL_MS,
      });
      if (outcome.kind !== "ok") throw new Error(outcome.kind);
      return outcome.body.roles;
    },
  });
  const staff = createFreshCache<StaffPlaces>({
    freshMs: 5 * SECOND,
    usableMs: 5 * SECOND,
    failedMs: SECOND,
    maxEntries: 5_000,
    nowMs,
    load: staffPlaces,
  });
  const homes = new Map<string, string>();
  const keyOf = (guildKey: string, personKey: string): string => `${guildKey}/${personKey}`;
  const noteHome = (guildKey: string, personKey: string): void => {
    if (homes.size >= 50_000) homes.clear();
    homes.set(personKey, guildKey);
  };

  return {
    noteRoles(guildKey, personKey, roleKeys) {
      roles.set(keyOf(guildKey, personKey), roleKeys);
      noteHome(guildKey, personKey);
    },
    forgetPerson: (guildKey, personKey) => roles.forget(keyOf(guildKey, personKey)),
    async standing(guildKey, personKey, told) {
      const places = await staff.get(guildKey, CALL_MS);
      const roleKeys = told ?? (await roles.get(keyOf(guildKey, personKey), CALL_MS));
      return standingOf({ book, guild: book.guild(guildKey), staffPlaces: places }, personKey, roleKeys);
    },
    async ensurePlace(guildKey, placeKey) {
      if (book.place(placeKey) !== null) return;
      const outcome = await api.call({
        method: "get",
        path: `/channels/${placeKey}`,
        answer: channelShape,
        deadlineMs: CALL_MS,
      });
      if (outcome.kind === "ok") book.notePlace(outcome.body, guildKey);
      // Gone, or not for us to see: then it stands for itself.
      else if (outcome.kind !== "refused") throw new Error(outcome.kind);
    },
    async homeOf(personKey) {
      const known = homes.get(personKey);
      if (known !== undefined && book.guild(known) !== null) return known;
      const guildKeys = book.guildKeys();
      const [only] = guildKeys;
      if (guildKeys.length === 1 && only !== undefined) return only;
      for (const guildKey of guildKeys.slice(0, MOST_ASKED)) {
        if ((await roles.get(keyOf(guildKey, personKey), CALL_MS)) === null) continue;
        noteHome(guildKey, personKey);
        return guildKey;
      }
      return null;
    },
  };
}
