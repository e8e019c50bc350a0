import { type SQL, sql } from "drizzle-orm";
import type { PrivacyStore } from "../ports/stores/privacy-store.ts";
import { forgetReadings } from "./privacy-analysis.ts";
import { erasePerson, stopWorkOn } from "./privacy-erase.ts";
import { exportStatements } from "./privacy-export.ts";
import { eraseWorkspace, somePeopleOf } from "./privacy-purge.ts";
import { findTraces } from "./privacy-traces.ts";
import type { Room } from "./room.ts";

export function createPrivacyStore(room: Room): PrivacyStore {
  const tenant = room.tenantId;
  const count = async (statement: SQL): Promise<number> =>
    Number((await room.tx.rows<{ n: number }>(statement))[0]?.n ?? 0);
  const erase = async (personId: string): Promise<Readonly<Record<string, number>>> => {
    if (!(await stopWorkOn(room, personId))) return {};
    const traces = await findTraces(room, personId);
    return traces ? erasePerson(room, traces) : {};
  };
  return {
    async count(personId) {
      return {
        messages: await count(
          sql`select count(*)::int as n from messages where tenant_id = ${tenant} and author_id = ${personId} and deleted_at is null`,
        ),
        readings: await count(
          sql`select count(*)::int as n from emotion_readings where tenant_id = ${tenant} and person_id = ${personId}`,
        ),
        tickets: await count(
          sql`select count(*)::int as n from tickets where tenant_id = ${tenant} and customer_id = ${personId}`,
        ),
        ratings: await count(
          sql`select count(*)::int as n from csat_surveys s join csat_responses r on r.tenant_id = s.tenant_id and r.survey_id = s.id where s.tenant_id = ${tenant} and s.customer_id = ${personId}`,
        ),
      };
    },

    async export(personId) {
      const traces = await findTraces(room, personId);
      if (!traces) return {};
      const exported: Record<string, readonly Record<string, unknown>[]> = {};
      for (const [name, statement] of Object.entries(exportStatements(tenant, traces)))
        exported[name] = await room.tx.rows(statement);
      return exported;
    },

    async forgetReadings(personId) {
      const traces = await findTraces(room, personId);
      return traces ? forgetReadings(room, traces) : 0;
    },

    erase,

    async purgeWorkspace(workspaceId, mostPeople) {
      const people = await somePeopleOf(room, workspaceId, mostPeople);
      for (const personId of people) await erase(personId);
      if (people.length === mostPeople) return false;
      await eraseWorkspace(room, workspaceId);
      return true;
    },
  };
}
