import type { DeliveryRow, TroubleKind } from "../../../../src/http/contract.ts";
import { counted, words } from "../../lib/format.ts";

export type Repair = "replay" | "discard";

export const KIND_TONE = { dead: "bad", uncertain: "warn", failed: "bad" } as const;
export const KIND_WORD = { dead: "not worked", uncertain: "uncertain", failed: "refused" } as const;

const EVENTS: Readonly<Record<string, string>> = {
  "message-posted": "A message",
  "message-edited": "An edited message",
  "message-deleted": "A deleted message",
  "reaction-added": "A reaction",
  "reaction-removed": "A reaction taken back",
  "control-used": "A pressed button",
  "form-submitted": "A form",
  "command-invoked": "A command",
  "timer-due": "A timer of Rapport",
};
const POSTS: Readonly<Record<string, string>> = {
  post: "A post of Rapport",
  update: "A change of a post",
  delete: "A removal of a post",
  ephemeral: "An answer for one person",
  "open-form": "A form to fill in",
  direct: "A direct message",
  react: "A reaction of Rapport",
};

export const whatOf = ({ kind, what }: Pick<DeliveryRow, "kind" | "what">): string =>
  (kind === "dead" ? EVENTS : POSTS)[what] ?? words(what);

export const replayWord = (kind: TroubleKind): string => (kind === "dead" ? "Replay" : "Send again");

const thingsOf = (rows: readonly Pick<DeliveryRow, "kind">[]): string => {
  const events = rows.filter(({ kind }) => kind === "dead").length;
  const posts = rows.length - events;
  return [events > 0 && counted(events, "event"), posts > 0 && counted(posts, "post")]
    .filter(Boolean)
    .join(" and ");
};

/** What is asked before it is done. */
export function questionOf(
  action: Repair,
  rows: readonly Pick<DeliveryRow, "kind">[],
): { readonly title: string; readonly says: string; readonly label: string } {
  const things = thingsOf(rows);
  if (action === "discard") {
    const dead = rows.some(({ kind }) => kind === "dead");
    const says = dead
      ? "Their words are removed for good, and nobody is answered. The audit log keeps that you decided it."
      : "Their words are removed for good, and nothing more is sent. The audit log keeps that you decided it.";
    return { title: `Discard ${things}?`, says, label: "Discard" };
  }
  const unsure = rows.filter(({ kind }) => kind === "uncertain").length;
  const says =
    unsure > 0
      ? `${counted(unsure, "post")} may be in the channel already, and would then stand there twice. Look there first.`
      : "Each goes to the end of its queue, with all attempts ahead.";
  return { title: `Try ${things} again?`, says, label: unsure > 0 ? "Send again" : "Try again" };
}

export const repairedWord = (action: Repair, done: number, gone: number): string => {
  const said = `${done} ${action === "replay" ? "queued again" : "discarded"}.`;
  return gone === 0 ? said : `${said} ${gone} had been dealt with already.`;
};
