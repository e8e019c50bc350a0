import { errorCode } from "../../src/domain/errors.ts";
import type { DeliveryOutcome, Outbound } from "../../src/domain/outbound.ts";
import { SECOND } from "../../src/domain/time.ts";
import type { AdapterRuntime, ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { Intake, Refusal } from "../../src/ports/intake.ts";
import type { PostRecord } from "../../src/ports/stores/web-room-store.ts";
import { WEB_CAPABILITIES } from "./capabilities.ts";
import type { WebAdapterConfig } from "./config.ts";
import { WEB_API_PATH } from "./contract.ts";
import { outcomeOf, webFault } from "./errors.ts";
import { eventOf } from "./parse-event.ts";
import { renderForm, renderMessage } from "./render-message.ts";
import { createRoomApi } from "./room/http/handle.ts";
import type { FactListener } from "./room/tell.ts";
import { personOfInteraction } from "./thread-key.ts";

type DeliverContext = Parameters<ChatAdapter["deliver"]>[1];

const HEARTBEAT_MS = 15 * SECOND;
const MAX_CHANGES_PER_SECOND = 20;

/** The browser as a fourth platform: the room stands where Slack's servers stand, this adapter where Slack's does. */
export function createWebAdapter(config: WebAdapterConfig): ChatAdapter {
  const { room, logger, clock } = config;
  let runtime: AdapterRuntime | null = null;

  function refuse(refusal: Refusal): never {
    if (refusal.kind === "refused") {
      logger.warn({ code: refusal.code }, "the desk refused an event of the browser chat");
      throw webFault("web.malformed", "Rapport cannot take this.", refusal.cure);
    }
    throw webFault(
      "web.wrong-workspace",
      "No company has this chat.",
      "Create the tenant's workspace for platform web.",
    );
  }

  const intake = (): Intake => {
    if (runtime === null) throw closed();
    return runtime.intake;
  };

  /** The room's event door. Rejects when the desk could not keep the event, so that the room tells it again. */
  const listener: FactListener = {
    async hear(fact) {
      const event = eventOf(fact);
      if (event === null) return;
      const outcome = await intake().accept(event);
      if (outcome.kind !== "accepted" && outcome.kind !== "duplicate") refuse(outcome);
    },
    async hearWith(fact, write) {
      const event = eventOf(fact);
      if (event === null)
        throw webFault("web.forbidden", "This is the bot's own doing.", "Post as a person.");
      const outcome = await intake().acceptWith(event, write);
      return outcome.kind === "committed" ? outcome.result : refuse(outcome);
    },
  };

  async function send(outbound: Outbound, context: DeliverContext): Promise<DeliveryOutcome> {
    const { channelKey, threadKey } = outbound;
    const clientKey = context.idempotencyKey;
    switch (outbound.kind) {
      case "post":
        return sent(
          await room.bot.post({
            ...renderMessage(outbound.content),
            channelKey,
            threadKey,
            visibleToKey: null,
            clientKey,
          }),
        );
      case "ephemeral":
        return sent(
          await room.bot.post({
            ...renderMessage(outbound.content),
            channelKey,
            threadKey,
            visibleToKey: outbound.personKey,
            clientKey,
          }),
        );
      case "direct": {
        const place = await room.bot.directChannel(outbound.personKey);
        const address = { channelKey: place.channelKey, threadKey: null, visibleToKey: null, clientKey };
        return sent(await room.bot.post({ ...renderMessage(outbound.content), ...address }));
      }
      case "update":
        return sent(await room.bot.update(targetOf(context), renderMessage(outbound.content)));
      case "delete":
        await room.bot.remove(targetOf(context));
        return SENT;
      case "react":
        await room.bot.react(outbound.messageKey, outbound.emoji, !outbound.remove);
        return SENT;
      case "open-form": {
        const { personKey } = outbound;
        if (personOfInteraction(outbound.interactionKey, clock.now()) !== personKey) throw tooLate();
        await room.bot.openForm({ personKey, channelKey, threadKey, form: renderForm(outbound.form) });
        return SENT;
      }
      case "mark-thread":
      case "enter-channel":
        return SENT;
    }
  }

  function check(outbound: Outbound, tenantId: string): void {
    if (runtime === null) throw closed();
    const isOurs =
      outbound.platform === "web" &&
      outbound.workspaceKey === config.workspaceKey &&
      tenantId === config.tenantId;
    if (!isOurs)
      throw webFault("web.wrong-workspace", "This is for another workspace.", "Check where it is to go.");
  }

  const handle = createRoomApi({
    room,
    logger,
    authorise: config.authorise,
    completer: () => runtime?.completer ?? null,
    heartbeatMs: config.heartbeatMs ?? HEARTBEAT_MS,
    maxChangesPerSecond: config.maxChangesPerSecond ?? MAX_CHANGES_PER_SECOND,
  });

  return {
    platform: "web",
    capabilities: WEB_CAPABILITIES,
    mounts: [{ path: WEB_API_PATH, handle }],

    async start(given) {
      runtime = given;
      await room.open(listener);
    },

    async deliver(outbound, context) {
      try {
        check(outbound, context.tenantId);
        return await send(outbound, context);
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome.kind === "retry")
          logger.warn({ code: errorCode(error) }, "the browser chat could not take a post");
        return outcome;
      }
    },

    async reconcile(outbound, context) {
      try {
        check(outbound, context.tenantId);
        const post = await room.bot.findByClientKey(context.idempotencyKey);
        // Sending again is safe here whatever became of it.
        return post
          ? sent(post)
          : { kind: "retry", code: "web.not-posted", retryAfterMs: 0, scope: "channel" };
      } catch (error) {
        return outcomeOf(error);
      }
    },

    async stop() {
      runtime = null;
      await room.close();
    },
  };

  function sent(post: PostRecord): DeliveryOutcome {
    return { kind: "sent", messageKey: post.postKey, permalink: room.permalinkOf(post) };
  }
}

const SENT: DeliveryOutcome = { kind: "sent", messageKey: null, permalink: null };

function targetOf(context: DeliverContext): string {
  if (context.targetMessageKey !== null) return context.targetMessageKey;
  throw webFault("web.post-unknown", "The post to change was never sent.", "Post it anew.");
}

const closed = () => webFault("web.closed", "The chat is not open.", "Wait until Rapport has started.");
const tooLate = () =>
  webFault(
    "web.interaction-expired",
    "The form came too late or for another person.",
    "Press the button again.",
  );
