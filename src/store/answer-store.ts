import { desc, eq } from "drizzle-orm";
import type { AnswerStore, StoredAnswer } from "../ports/stores/desk-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { answers } from "./schema/index.ts";

export function createAnswerStore(room: Room): AnswerStore {
  return {
    async add(answer) {
      await room.sql.insert(answers).values({ tenantId: room.tenantId, ...answer });
    },

    async get(id) {
      const rows = await room.sql
        .select()
        .from(answers)
        .where(mine(room, answers, eq(answers.id, id)));
      return firstOf(rows.map(toAnswer));
    },

    async latest(threadId) {
      const rows = await room.sql
        .select()
        .from(answers)
        .where(mine(room, answers, eq(answers.threadId, threadId)))
        .orderBy(desc(answers.answeredAt), desc(answers.id))
        .limit(1);
      return firstOf(rows.map(toAnswer));
    },

    async rewrite(id, answer) {
      await room.sql
        .update(answers)
        .set(answer)
        .where(mine(room, answers, eq(answers.id, id)));
    },

    async giveFeedback(id, feedback, feedbackAt) {
      await room.sql
        .update(answers)
        .set({ feedback, feedbackAt })
        .where(mine(room, answers, eq(answers.id, id)));
    },
  };
}

function toAnswer({ tenantId: _, feedbackAt: __, ...answer }: typeof answers.$inferSelect): StoredAnswer {
  return answer;
}
