import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import type { KeptSurvey } from "../../domain/workspace-survey.ts";
import { document, requiredAt, tenantId } from "./columns.ts";
/** What a platform offers for set-up. Apart from `workspaces`, whose row is read with every message. */
export const workspaceSurveys = pgTable(
  "workspace_surveys",
  {
    tenantId: tenantId(),
    workspaceId: uuid("workspace_id").notNull(),
    survey: document("survey").$type<KeptSurvey>().notNull(),
    surveyedAt: requiredAt("surveyed_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.workspaceId] })],
);
