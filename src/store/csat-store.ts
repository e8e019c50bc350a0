import { randomUUID } from "node:crypto";
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { type CsatResponse, type CsatSurvey, RATINGS } from "../domain/csat.ts";
import type { CsatStore } from "../ports/stores/desk-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { csatResponses, csatSurveys } from "./schema/index.ts";

const Rating = z.literal(RATINGS);

export function createCsatStore(room: Room): CsatStore {
  return {
    async getSurvey(id) {
      const rows = await room.sql
        .select()
        .from(csatSurveys)
        .where(mine(room, csatSurveys, eq(csatSurveys.id, id)));
      return firstOf(rows.map(toSurvey));
    },

    async addSurvey(survey) {
      const rows = await room.sql
        .insert(csatSurveys)
        .values({ tenantId: room.tenantId, id: randomUUID(), ...survey })
        .onConflictDoNothing()
        .returning();
      return firstOf(rows.map(toSurvey));
    },

    async lastSurveyAt(customerId) {
      const [row] = await room.sql
        .select({ sentAt: csatSurveys.sentAt })
        .from(csatSurveys)
        .where(mine(room, csatSurveys, eq(csatSurveys.customerId, customerId)))
        .orderBy(desc(csatSurveys.sentAt))
        .limit(1);
      return row?.sentAt ?? null;
    },

    async respond({ surveyId, rating, respondedAt }) {
      const [row] = await room.sql
        .insert(csatResponses)
        .values({ tenantId: room.tenantId, surveyId, rating, respondedAt })
        .onConflictDoUpdate({
          target: [csatResponses.tenantId, csatResponses.surveyId],
          set: { rating, respondedAt },
        })
        .returning();
      if (!row) throw new Error("an upsert gave no row");
      return toResponse(row);
    },

    async comment(surveyId, comment) {
      await room.sql
        .update(csatResponses)
        .set({ comment })
        .where(mine(room, csatResponses, eq(csatResponses.surveyId, surveyId)));
    },

    async listByCustomer(customerId) {
      const rows = await room.sql
        .select({ response: csatResponses, ticketId: csatSurveys.ticketId })
        .from(csatResponses)
        .innerJoin(
          csatSurveys,
          and(eq(csatSurveys.tenantId, csatResponses.tenantId), eq(csatSurveys.id, csatResponses.surveyId)),
        )
        .where(mine(room, csatResponses, eq(csatSurveys.customerId, customerId)))
        .orderBy(desc(csatResponses.respondedAt));
      return rows.map(({ response, ticketId }) => ({ ...toResponse(response), ticketId }));
    },
  };
}

function toSurvey({ tenantId: _, ...survey }: typeof csatSurveys.$inferSelect): CsatSurvey {
  return survey;
}

export function toResponse({ tenantId: _, ...response }: typeof csatResponses.$inferSelect): CsatResponse {
  return { ...response, rating: Rating.parse(response.rating) };
}
