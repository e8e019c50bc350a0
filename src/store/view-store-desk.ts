import { and, desc, eq, getTableColumns, inArray, type SQL } from "drizzle-orm";
import type { ConsoleViews, TurnFacts } from "../ports/stores/views.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { channels, emotionReadings, messages, people, riskFlags, turns, workspaces } from "./schema/index.ts";

type DeskViews = Pick<ConsoleViews, "turnsOf" | "turnsOfThread" | "latestFlag" | "hasReading" | "staff">;

/** More turns than this belong to no thread a person could read. */
const MAX_TURNS = 500;

export function createDeskViews(room: Room): DeskViews {
  return {
    turnsOf: async ({ platform, channelKey, messageKeys }) =>
      messageKeys.length === 0
        ? []
        : listTurns(
            room,
            eq(workspaces.platform, platform),
            eq(channels.channelKey, channelKey),
            inArray(messages.messageKey, [...messageKeys]),
          ),
    turnsOfThread: (threadId) => listTurns(room, eq(turns.threadId, threadId)),

    async latestFlag(threadId) {
      const rows = await room.sql
        .select()
        .from(riskFlags)
        .where(mine(room, riskFlags, eq(riskFlags.threadId, threadId)))
        .orderBy(desc(riskFlags.flaggedAt), desc(riskFlags.id))
        .limit(1);
      return firstOf(rows.map(({ tenantId: _t, verdictAt: _a, verdictById: _b, ...flag }) => flag));
    },

    async hasReading(messageId) {
      const count = await room.sql.$count(
        emotionReadings,
        mine(room, emotionReadings, eq(emotionReadings.messageId, messageId)),
      );
      return count > 0;
    },

    async staff() {
      const rows = await room.sql
        .select({ person: people, platform: workspaces.platform })
        .from(people)
        .innerJoin(
          workspaces,
          and(eq(workspaces.tenantId, people.tenantId), eq(workspaces.id, people.workspaceId)),
        )
        .where(mine(room, people, inArray(people.role, ["agent", "manager", "admin"])))
        .orderBy(people.displayName, people.id);
      return rows.map(({ person: { tenantId: _t, createdAt: _c, ...person }, platform }) => ({
        ...person,
        platform,
      }));
    },
  };
}

async function listTurns(room: Room, ...conditions: SQL[]): Promise<readonly TurnFacts[]> {
  const rows = await room.sql
    .select({
      turn: getTableColumns(turns),
      messageKey: messages.messageKey,
      readingOf: emotionReadings.messageId,
    })
    .from(turns)
    .innerJoin(messages, and(eq(messages.tenantId, turns.tenantId), eq(messages.id, turns.messageId)))
    .leftJoin(
      emotionReadings,
      and(eq(emotionReadings.tenantId, turns.tenantId), eq(emotionReadings.messageId, turns.messageId)),
    )
    .innerJoin(channels, and(eq(channels.tenantId, messages.tenantId), eq(channels.id, messages.channelId)))
    .innerJoin(
      workspaces,
      and(eq(workspaces.tenantId, channels.tenantId), eq(workspaces.id, channels.workspaceId)),
    )
    .where(mine(room, turns, ...conditions))
    .orderBy(turns.handledAt, turns.id)
    .limit(MAX_TURNS);
  return rows.map(({ turn: { tenantId: _, ...turn }, messageKey, readingOf }) => ({
    ...turn,
    messageKey,
    // A reading that was taken back must not live on in the turn that first made it.
    emotion:
      turn.emotion.kind === "tagged" && readingOf === null
        ? { kind: "not-analysed" as const, reason: "opted-out" as const }
        : turn.emotion,
  }));
}
