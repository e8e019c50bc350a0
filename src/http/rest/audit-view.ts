import { isId } from "../../domain/ids.ts";
import type { ConsoleDesk } from "../../ports/stores/views.ts";
import type { Audit } from "../contract.ts";

/** The newest entries, with the names that ids have today. */
export async function readAudit(desk: ConsoleDesk, limit: number): Promise<Audit> {
  const entries = await desk.audit.list(limit);
  const ids = [...new Set(entries.flatMap(({ actor, subject }) => [actor, subject]).filter(isId))];
  const people = await desk.people.getMany(ids);
  const names = new Map([
    ...people.map(({ id, displayName }) => [id, displayName] as const),
    ...(await desk.channels.list()).map(({ id, name }) => [id, `#${name.replace(/^#/, "")}`] as const),
    ...(await desk.workspaces.list()).map(({ id, name }) => [id, name] as const),
  ]);
  return {
    entries: entries.map(({ actor, subject, happenedAt, ...entry }) => ({
      ...entry,
      detail: { ...entry.detail },
      actor: names.get(actor) ?? actor,
      subject: names.get(subject) ?? subject,
      happenedAt: happenedAt.toISOString(),
    })),
  };
}
