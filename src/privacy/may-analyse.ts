import type { ChannelMode, Workspace } from "../domain/channel.ts";
import type { NotAnalysedReason } from "../domain/emotion.ts";
import type { Person } from "../domain/person.ts";
import { isStaff } from "../domain/role.ts";

/**
 * Why nobody may read emotion in this author's words, or `null` when one may.
 * Fails closed: only a positively known customer, in a workspace whose kind is known, who has not opted out.
 */
export function whyNotAnalysed(
  author: Person,
  workspace: Workspace,
  mode: ChannelMode,
): NotAnalysedReason | null {
  if (isStaff(author.role)) return "staff";
  if (workspace.kind === null || author.role !== "customer") return "standing-unknown";
  if (mode === "off") return "emotion-off";
  // Employees are read by a declaration alone, which stands in the audit log.
  if (workspace.kind === "helpdesk" && !workspace.emotionDeclaredAt) return "emotion-off";
  return author.optedOutAt === null ? null : "opted-out";
}
