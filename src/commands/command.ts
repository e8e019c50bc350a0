import type { CommandInvoked } from "../domain/inbound-event.ts";
import type { MessageContent } from "../domain/message-content.ts";
import type { Role } from "../domain/role.ts";
import type { EventContext } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** Who may use a command; others are told so, in words that only they see. */
export type Allowed = "anyone" | "staff" | "managers" | "admins";

export type Read = <T>(work: (stores: TenantStores) => Promise<T>) => Promise<T>;

export interface Invocation {
  readonly context: EventContext;
  readonly event: CommandInvoked;
  /** What follows the command's own words, trimmed. */
  readonly argument: string;
  /** Reads outside the closing transaction. */
  readonly read: Read;
}

/** What the closing transaction has to do. */
export type CommandWork = (stores: TenantStores) => Promise<void>;

/** A slash command, the same on every platform: `/rapport ask` in Slack, a subcommand in Discord, words in Teams. */
export interface Command {
  /** `rapport ask`, `history`. */
  readonly name: string;
  /** What may follow: `<question>`; empty when nothing does. */
  readonly usage: string;
  readonly summary: string;
  readonly allowed: Allowed;
  /** Choices offered while the argument is typed. */
  readonly choices?: readonly string[];
  run(invocation: Invocation): Promise<CommandWork>;
}

export function mayUse(allowed: Allowed, role: Role): boolean {
  if (allowed === "anyone") return true;
  if (allowed === "admins") return role === "admin";
  if (role === "manager" || role === "admin") return true;
  return allowed === "staff" && role === "agent";
}

/** Answers the one who typed, and nobody else. `aboutId` names the customer of whom the answer tells. */
export const reply =
  (
    { context, event }: Pick<Invocation, "context" | "event">,
    content: MessageContent,
    aboutId?: string,
  ): CommandWork =>
  async (stores) => {
    const causeKey = `e:${event.dedupeKey}:reply`;
    await stores.outbox.add({
      workspaceId: context.workspace.id,
      causeKey,
      ...(aboutId !== undefined && { ref: `about:${aboutId}:${causeKey}` }),
      outbound: {
        platform: context.workspace.platform,
        workspaceKey: context.workspace.workspaceKey,
        channelKey: context.channel.channelKey,
        threadKey: event.threadKey,
        kind: "ephemeral",
        personKey: context.actor.personKey,
        interactionKey: event.interactionKey,
        content,
      },
    });
  };

export const words = (said: string): MessageContent => ({
  summary: said,
  blocks: [{ type: "paragraph", inlines: [{ type: "text", text: said }] }],
});
