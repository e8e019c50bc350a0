import { z } from "zod";
import type { InboundEvent } from "../../../src/domain/inbound-event.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Intake } from "../../../src/ports/intake.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName } from "../errors.ts";
import type { Knowledge } from "../parse/knowledge.ts";
import { memberShape, userShape } from "../parse/shapes.ts";
import { parseEvent } from "../parse-event.ts";
import type { Directory } from "../places/directory.ts";
import type { GuildBook } from "../places/guild-book.ts";
import { snowflake } from "../places/shapes.ts";

export interface TakeOptions {
  readonly intake: Intake;
  readonly book: GuildBook;
  readonly directory: Directory;
  /** Resolves when the server is known to be somebody's; `null`: nobody's. */
  readonly tenantOf: (guildKey: string) => Promise<string | null>;
  readonly botKey: () => string;
  readonly onKept: (event: InboundEvent) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Told {
  readonly t: string;
  readonly d: unknown;
  readonly key: string;
}

/** `passed`: not a person's doing, or not ours. `not-kept`: it must be told again. */
export type TakeOutcome = "kept" | "passed" | "not-kept";

/** Whose doing it is and where, in whatever packet. */
const whoShape = z.object({
  guild_id: snowflake.nullish(),
  channel_id: snowflake.nullish(),
  author: userShape.nullish(),
  user_id: snowflake.nullish(),
  user: userShape.nullish(),
  member: memberShape.nullish(),
});

/** On its way to the inbox, in its place among what was begun before. */
export interface Begun {
  /** `kept` only after the row is committed. Never rejects. */
  readonly outcome: Promise<TakeOutcome>;
}

/** From a packet to the inbox. Never rejects. */
export function createTake(options: TakeOptions): (told: Told) => Promise<Begun> {
  const { intake, book, directory, tenantOf, botKey, onKept, clock, logger } = options;

  const know = async (told: Told): Promise<Knowledge | null> => {
    const parsed = whoShape.safeParse(told.d);
    if (!parsed.success) return null;
    const { guild_id, channel_id, author, user, user_id, member } = parsed.data;
    const personKey = author?.id ?? member?.user?.id ?? user?.id ?? user_id ?? null;
    if (personKey === botKey() || author?.bot) return null;
    const guildKey = guild_id ?? (personKey === null ? null : await directory.homeOf(personKey));
    if (guildKey === null || (await tenantOf(guildKey)) === null) return null;
    if (guild_id && channel_id) await directory.ensurePlace(guild_id, channel_id);
    const toldRoles = guild_id ? (member?.roles ?? null) : null;
    if (guild_id && personKey !== null && toldRoles !== null)
      directory.noteRoles(guild_id, personKey, toldRoles);
    const standing =
      personKey === null ? undefined : await directory.standing(guildKey, personKey, toldRoles);
    return {
      botKey: botKey(),
      workspaceKey: guildKey,
      guild: guild_id ? book.guild(guild_id) : null,
      place: book.place,
      isPrivate: book.isPrivate,
      packetKey: told.key,
      ...(standing && { standing }),
    };
  };

  const accept = async (event: InboundEvent): Promise<TakeOutcome> => {
    const outcome = await intake.accept(event);
    switch (outcome.kind) {
      case "accepted":
        onKept(event);
        return "kept";
      case "duplicate":
        return "kept";
      case "unknown-workspace":
        logger.warn({ workspaceKey: event.workspaceKey }, "an event of a server that nobody has");
        return "passed";
      case "refused":
        logger.warn({ code: outcome.code, kind: event.kind }, "the desk refused an event of Discord");
        return "passed";
    }
  };

  const notKept = (error: unknown, { t: name }: Told): TakeOutcome => {
    logger.warn({ code: faultName(error), name }, "an event of Discord could not be kept");
    return "not-kept";
  };

  return async (told) => {
    try {
      const knowledge = await know(told);
      if (knowledge === null) return PASSED;
      const events = parseEvent(told, knowledge, clock.now().toISOString());
      const outcome = Promise.all(events.map(accept)).then(
        (all): TakeOutcome => (all.includes("kept") ? "kept" : "passed"),
        (error: unknown) => notKept(error, told),
      );
      return { outcome };
    } catch (error) {
      return { outcome: Promise.resolve(notKept(error, told)) };
    }
  };
}

const PASSED: Begun = { outcome: Promise.resolve("passed") };
