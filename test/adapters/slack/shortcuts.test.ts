import { expect, test } from "vitest";
import { readInteraction } from "../../../adapters/slack/parse/read-interaction.ts";

const shortcut = (callbackId: string) => ({
  type: "message_action",
  callback_id: callbackId,
  team: { id: "T0HOME" },
  user: { id: "U0SUE", username: "sue", team_id: "T0HOME" },
  channel: { id: "C0AGENTS", name: "agents" },
  trigger_id: "t.1",
  response_url: "https://hooks.slack.com/actions/1",
  message: { ts: "1772528400.000002", thread_ts: "1772528400.000001", text: "I will cancel" },
});
const read = (callbackId: string) => readInteraction(shortcut(callbackId), "1772528500.000000");

test("“Not a risk” in a message's menu is a press on that message, with nothing of its words", () => {
  const fact = read("not_a_risk");
  expect(fact).toMatchObject({
    type: "pressed",
    controlId: "message.not-a-risk",
    value: "",
    ts: "1772528400.000002",
    threadTs: "1772528400.000001",
  });
  expect(JSON.stringify(fact)).not.toContain("cancel");
});

test("the others are commands about its words; one that is not ours is nothing", () => {
  expect(read("open_ticket")).toMatchObject({ type: "commanded", argument: "ticket I will cancel" });
  expect(read("somebody_elses")).toBeNull();
  expect(read("constructor")).toBeNull();
});
