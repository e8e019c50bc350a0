import { z } from "zod";
import type { DeliveryOutcome, Outbound } from "../../src/domain/outbound.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { SlackApi } from "./api.ts";
import { type CallOutcome, isDeadToken, outcomeOf } from "./errors.ts";
import type { Access, AccessBook } from "./install/access.ts";
import { shortNameOf } from "./parse/emoji.ts";
import { renderMessage, type SlackPost } from "./render-message.ts";
import { instantOf, permalinkOf } from "./thread-key.ts";

type DeliverContext = Parameters<ChatAdapter["deliver"]>[1];

const postedSchema = z.object({ ts: z.string(), channel: z.string() });
const openedSchema = z.object({ channel: z.object({ id: z.string() }) });
const anySchema = z.object({});

/** A second try that finds the work done. */
const DONE_ALREADY: Readonly<Record<string, readonly string[]>> = {
  "reactions.add": ["already_reacted"],
  "reactions.remove": ["no_reaction"],
  "chat.delete": ["message_not_found"],
};

/** One attempt to say something. Every way it can end is a value. */
export function createDeliver({ api, book }: { readonly api: SlackApi; readonly book: AccessBook }) {
  const callAs = async <Body>(
    access: Access,
    method: string,
    args: Readonly<Record<string, string | boolean | null | readonly object[]>>,
    answer: z.ZodType<Body>,
  ): Promise<CallOutcome<Body>> => {
    const outcome = await api({ token: access.botToken, method, args, answer });
    if (outcome.kind === "refused" && isDeadToken(outcome.code))
      await book.noteDeadToken(access, outcome.code);
    return outcome;
  };

  const post = async (
    access: Access,
    method: "chat.postMessage" | "chat.postEphemeral",
    address: { readonly channel: string; readonly thread_ts: string | null; readonly user: string | null },
    posts: readonly SlackPost[],
  ): Promise<DeliveryOutcome> => {
    let first: DeliveryOutcome | null = null;
    for (const { text, blocks } of posts) {
      const args = {
        ...address,
        text,
        blocks: blocks ?? null,
        unfurl_links: false,
        unfurl_media: false,
        link_names: false,
        parse: "none",
      };
      const answer = method === "chat.postMessage" ? postedSchema : anySchema;
      const outcome: CallOutcome<{ ts?: string; channel?: string }> = await callAs(
        access,
        method,
        args,
        answer,
      );
      // What was said before stands; saying it again would double it.
      if (outcome.kind !== "ok") return first === null ? outcomeOf(outcome) : first;
      const { ts, channel } = outcome.body;
      first ??= {
        kind: "sent",
        messageKey: ts ?? null,
        permalink: ts && channel ? permalinkOf(access.workspaceUrl, channel, ts, address.thread_ts) : null,
      };
    }
    return first ?? SENT;
  };

  const simple = async (
    access: Access,
    method: string,
    args: Readonly<Record<string, string | boolean | null | readonly object[]>>,
  ): Promise<DeliveryOutcome> => {
    const outcome = await callAs(access, method, args, anySchema);
    if (outcome.kind === "ok") return SENT;
    const isDone = outcome.kind === "refused" && DONE_ALREADY[method]?.includes(outcome.code);
    return isDone ? SENT : outcomeOf(outcome);
  };

  const direct = async (
    access: Access,
    personKey: string,
    posts: readonly SlackPost[],
  ): Promise<DeliveryOutcome> => {
    const opened = await callAs(access, "conversations.open", { users: personKey }, openedSchema);
    if (opened.kind !== "ok") return outcomeOf(opened);
    const address = { channel: opened.body.channel.id, thread_ts: null, user: null };
    return post(access, "chat.postMessage", address, posts);
  };

  return async (outbound: Outbound, context: DeliverContext): Promise<DeliveryOutcome> => {
    const access = await book.find(outbound.workspaceKey).catch(() => undefined);
    if (access === undefined)
      return { kind: "retry", code: "slack.not-known-yet", retryAfterMs: null, scope: "workspace" };
    if (access === null || access.tenantId !== context.tenantId) return NOT_INSTALLED;
    const { channelKey: channel, threadKey: thread_ts } = outbound;
    if (thread_ts !== null && instantOf(thread_ts) === null) return NO_THREAD;
    switch (outbound.kind) {
      case "post":
        return post(
          access,
          "chat.postMessage",
          { channel, thread_ts, user: null },
          renderMessage(outbound.content),
        );
      case "ephemeral": {
        const address = { channel, thread_ts, user: outbound.personKey };
        return post(access, "chat.postEphemeral", address, renderMessage(outbound.content));
      }
      case "direct":
        return direct(access, outbound.personKey, renderMessage(outbound.content));
      case "update":
        if (context.targetMessageKey === null) return NEVER_SENT;
        return simple(access, "chat.update", {
          channel,
          ts: context.targetMessageKey,
          // Left out, the blocks of before would stay.
          blocks: [],
          ...renderMessage(outbound.content)[0],
          link_names: false,
          parse: "none",
        });
      case "delete":
        if (context.targetMessageKey === null) return NEVER_SENT;
        return simple(access, "chat.delete", { channel, ts: context.targetMessageKey });
      case "react":
        return simple(access, outbound.remove ? "reactions.remove" : "reactions.add", {
          channel,
          timestamp: outbound.messageKey,
          name: shortNameOf(outbound.emoji),
        });
      case "open-form":
        return NO_FORMS;
    }
  };
}

const SENT: DeliveryOutcome = { kind: "sent", messageKey: null, permalink: null };

const NOT_INSTALLED: DeliveryOutcome = {
  kind: "refused",
  code: "slack.not-installed",
  cure: "Install Rapport in the workspace again.",
};
const NEVER_SENT: DeliveryOutcome = {
  kind: "refused",
  code: "slack.post-unknown",
  cure: "The post to change was never sent. Post it anew.",
};
/** Slack would post at the top of the channel. */
const NO_THREAD: DeliveryOutcome = {
  kind: "refused",
  code: "slack.thread-unknown",
  cure: "The thread is none of Slack's. Post at the top of the channel.",
};
const NO_FORMS: DeliveryOutcome = {
  kind: "refused",
  code: "slack.no-forms",
  cure: "Use the button or the words instead.",
};
