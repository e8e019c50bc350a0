import type { App } from "@slack/bolt";
import type { CommandCompleter } from "../../src/ports/chat-adapter.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { slackFault } from "./errors.ts";
import { SLACK_LIMITS } from "./limits.ts";
import { readInteraction } from "./parse/read-interaction.ts";
import type { TakeFact } from "./receive/take-fact.ts";
import { tsOf } from "./thread-key.ts";

export interface ListenerTools {
  readonly take: TakeFact;
  readonly completer: CommandCompleter;
  readonly clock: Clock;
  /** A press that no desk is to see; `false`: it is another's. */
  readonly ownPress: (body: unknown) => Promise<boolean>;
}

/** What people do to Rapport, one way in for all of it: read, kept, acknowledged in that order. */
export function listenToPeople(app: App, { take, completer, clock, ownPress }: ListenerTools): void {
  const keep = async (body: unknown): Promise<void> => {
    const fact = readInteraction(body, tsOf(clock.now()));
    if (fact === null) return;
    const reply = await take(fact);
    if (reply.kind === "try-again") throw notKept();
  };

  app.command(/.*/, async ({ body, ack }) => {
    await keep(body);
    await ack();
  });
  app.shortcut(/.*/, async ({ body, ack }) => {
    if (!(await ownPress(body))) await keep(body);
    await ack();
  });
  app.action(/.*/, async ({ body, ack }) => {
    if (!(await ownPress(body))) await keep(body);
    await ack();
  });
  app.view({ callback_id: /.*/, type: "view_submission" }, async ({ body, ack }) => {
    await keep(body);
    await ack();
  });
  app.options(/.*/, async ({ body, options, ack }) => {
    const workspaceKey = body.team?.id ?? body.user.team_id ?? "";
    const found = await completer.complete({
      platform: "slack",
      workspaceKey,
      personKey: body.user.id,
      // Suggestions are the same for all: what somebody may not do is refused when they do it.
      role: "customer",
      text: options.value,
    });
    await ack({
      options: found.slice(0, SLACK_LIMITS.menuOptions).map(({ value, hint }) => ({
        text: { type: "plain_text", text: `${value} ${hint}`.slice(0, SLACK_LIMITS.optionText) },
        value: value.slice(0, SLACK_LIMITS.optionValue),
      })),
    });
  });
}

const notKept = () =>
  slackFault("not-kept", "The desk could not keep it.", "Try again in a moment; check the database.");
