import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import { HOME_CONTROLS, type HomeProvider, type HomeRequest } from "../../../src/ports/home.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import type { FakeBlock } from "./fake-slack.ts";
import { TEAM } from "./fake-slack.ts";
import { shownWords } from "./read-blocks.ts";
import { payloadForm } from "./signed-sender.ts";
import { makeSlackHarness, type SlackHarness } from "./slack-harness.ts";

let harness: SlackHarness;
let intake: FakeIntake;
let asked: HomeRequest[];
let page: MessageContent;
let isAdmin = false;

const provider: HomeProvider = {
  async page(request) {
    asked.push(request);
    return page;
  },
  signIn: async () =>
    isAdmin ? { url: "https://desk.example/api/v1/sign-in?t=abc", validMs: 300_000 } : null,
  prompts: async () => [{ title: "Refunds", message: "What should I know about “Refunds”?" }],
};
const button = (controlId: string, value: string) =>
  ({ type: "button", controlId, label: value, value }) as const;

beforeEach(async () => {
  asked = [];
  page = {
    summary: "Work",
    blocks: [
      { type: "heading", text: "Assigned to you" },
      {
        type: "controls",
        controls: [
          button(HOME_CONTROLS.tab, "figures"),
          button(HOME_CONTROLS.command, "rapport ticket"),
          button("ticket.claim", "t7"),
        ],
      },
    ],
  };
  intake = createFakeIntake();
  const config = { home: provider };
  harness = await makeSlackHarness({ intake, completer: { complete: async () => [] } }, { config });
});
afterEach(() => harness.close());

const homeOf = (personKey: string) => harness.slack.speaking.homes.get(personKey);
const opened = () =>
  harness.sendEvent({
    type: "app_home_opened",
    user: "U0SUE",
    channel: "DU0SUE",
    tab: "home",
    event_ts: "1",
  });
const interaction = (more: object) => ({
  team: { id: TEAM, domain: "home" },
  enterprise: null,
  is_enterprise_install: false,
  user: { id: "U0SUE", username: "sue", team_id: TEAM },
  trigger_id: "trigger.1",
  ...more,
});
const press = (place: number) => {
  const blocks = (homeOf("U0SUE") ?? []) as readonly FakeBlock[];
  const element = blocks.flatMap(({ type, elements }) => (type === "actions" ? (elements ?? []) : []))[place];
  return harness.sendForm(
    payloadForm(
      interaction({
        type: "block_actions",
        container: { type: "view", view_id: "V1" },
        view: { id: "V1", type: "home", private_metadata: "", callback_id: "" },
        actions: [{ ...element, action_ts: `1772528500.00000${place}`, block_id: "b" }],
      }),
    ),
  );
};

describe("a person's own page", () => {
  test("is drawn when it is opened, for the standing they have now", async () => {
    await opened();
    await vi.waitFor(() => expect(homeOf("U0SUE")).toBeDefined());
    expect(shownWords({ text: "", blocks: homeOf("U0SUE") ?? [] })).toContain("Assigned to you");
    expect(asked).toMatchObject([{ platform: "slack", workspaceKey: TEAM, tab: null }]);
    expect(asked[0]?.actor).toMatchObject({ personKey: "U0SUE", displayName: "staff", standing: {} });
  });

  test("shows another tab, of which the desk hears nothing", async () => {
    await opened();
    await vi.waitFor(() => expect(homeOf("U0SUE")).toBeDefined());
    expect((await press(0)).status).toBe(200);
    await vi.waitFor(() => expect(asked.at(-1)?.tab).toBe("figures"));
    expect(intake.events).toEqual([]);
  });

  test("its buttons are presses and commands in the person's direct channel", async () => {
    await opened();
    await vi.waitFor(() => expect(homeOf("U0SUE")).toBeDefined());
    await press(1);
    await press(2);
    expect(intake.events).toMatchObject([
      { kind: "command-invoked", command: "rapport", argumentText: "ticket", channel: { isDirect: true } },
      { kind: "control-used", controlId: "ticket.claim", value: "t7", channel: { channelKey: "DU0SUE" } },
    ]);
    expect(intake.events[0]).toMatchObject({ actor: { personKey: "U0SUE" } });
  });

  test("shows an admin a way into the console in a window, of which the desk hears nothing", async () => {
    page = { ...page, blocks: [{ type: "controls", controls: [button(HOME_CONTROLS.console, "console")] }] };
    await opened();
    await vi.waitFor(() => expect(homeOf("U0SUE")).toBeDefined());
    for (const [may, words] of [
      [true, "Sign in to the console"],
      [false, "Only an admin"],
    ] as const) {
      isAdmin = may;
      harness.slack.speaking.triggers.set("trigger.1", "U0SUE");
      const before = harness.slack.speaking.views.length;
      expect((await press(0)).status).toBe(200);
      await vi.waitFor(() => expect(harness.slack.speaking.views).toHaveLength(before + 1));
      const { blocks } = harness.slack.speaking.views.at(-1) ?? { blocks: [] };
      expect(shownWords({ text: "", blocks })).toContain(words);
      expect(JSON.stringify(blocks).includes("https://desk.example/api/v1/sign-in?t=")).toBe(may);
    }
    expect(intake.events).toEqual([]);
  });

  test("a press that could not be kept is not acknowledged", async () => {
    await opened();
    await vi.waitFor(() => expect(homeOf("U0SUE")).toBeDefined());
    intake.fail();
    expect((await press(2)).status).toBeGreaterThanOrEqual(500);
  });
});

test("the shortcut beside the message box opens a ticket with the team", async () => {
  const body = interaction({ type: "shortcut", callback_id: "ask_the_team", action_ts: "1772528500.000001" });
  expect((await harness.sendForm(payloadForm(body))).status).toBe(200);
  expect(intake.events).toMatchObject([
    { kind: "command-invoked", command: "rapport", argumentText: "ticket" },
  ]);
});

describe("the assistant pane", () => {
  test("offers questions that the documents answer", async () => {
    await harness.sendEvent({
      type: "assistant_thread_started",
      assistant_thread: { user_id: "U0MAYA", channel_id: "DU0MAYA", thread_ts: "1772528400.000009" },
      event_ts: "1772528400.000009",
    });
    await vi.waitFor(() =>
      expect(harness.slack.callsOf("assistant.threads.setSuggestedPrompts")).toHaveLength(1),
    );
    const [call] = harness.slack.callsOf("assistant.threads.setSuggestedPrompts");
    expect(call?.args).toMatchObject({ channel_id: "DU0MAYA", thread_ts: "1772528400.000009" });
    expect(call?.args.prompts).toContain("Refunds");
  });

  test("says that a question is being read, and is named after it; a channel's thread is left alone", async () => {
    const { customer: personKey } = harness.people;
    const ask = { kind: "say", personKey, text: "How do refunds work?" } as const;
    const threadKey = "1772528400.000009";
    await harness.act({ ...ask, channelKey: harness.channelKey, threadKey });
    await harness.act({ ...ask, channelKey: "DU0MAYA", threadKey });
    await vi.waitFor(() => expect(harness.slack.callsOf("assistant.threads.setTitle")).toHaveLength(1));
    expect(harness.slack.callsOf("assistant.threads.setStatus")).toMatchObject([
      { args: { channel_id: "DU0MAYA", thread_ts: threadKey } },
    ]);
  });
});
