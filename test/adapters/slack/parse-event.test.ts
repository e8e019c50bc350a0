import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Knowledge } from "../../../adapters/slack/parse/knowledge.ts";
import { plainTextOf } from "../../../adapters/slack/parse/mrkdwn.ts";
import { parseEvent } from "../../../adapters/slack/parse-event.ts";
import { formPlaceText, instantOf, readInteractionKey } from "../../../adapters/slack/thread-key.ts";
import { remainsHostile } from "../../contracts/hostile-texts.ts";

const NOW = "1772528500.000000";
const KNOWN: Knowledge = {
  botKey: "U0BOT",
  workspaceUrl: "https://home.slack.test/",
  person: (key) =>
    key === "U0MAYA"
      ? { displayName: "Maya", isBot: false, standing: { groupKeys: [] } }
      : key === "U0APP"
        ? { displayName: "Other app", isBot: true }
        : null,
  channel: (key) => (key === "C0HELP" ? { name: "help", isPrivate: false } : null),
};

const message = {
  type: "message",
  channel: "C0HELP",
  channel_type: "channel",
  user: "U0MAYA",
  text: "Where is my parcel?",
  ts: "1772528400.000100",
  event_ts: "1772528400.000100",
};
const envelope = (event: object, more: object = {}): object => ({
  type: "event_callback",
  team_id: "T0HOME",
  api_app_id: "A0APP",
  event_id: "Ev1",
  event_time: 1_772_528_400,
  authorizations: [{ team_id: "T0HOME", user_id: "U0BOT", is_bot: true, is_enterprise_install: false }],
  event,
  ...more,
});
const parse = (event: object, more: object = {}) => parseEvent(envelope(event, more), KNOWN, NOW);
const textOf = (text: string): string => {
  const event = parse({ ...message, text });
  return event?.kind === "message-posted" ? event.text : "nothing";
};

describe("a message", () => {
  it.each([[{ display_name: null, real_name: "Maya", team: null }], [{ display_name: 7 }], ["none"]])(
    "is read when its author's profile beside it is %j",
    (user_profile) => {
      expect(parseEvent(envelope({ ...message, user_profile }), KNOWN, NOW)).toMatchObject({
        kind: "message-posted",
        text: "Where is my parcel?",
      });
    },
  );

  it("is read with its author, place, time and link", () => {
    expect(parse(message)).toEqual({
      platform: "slack",
      workspaceKey: "T0HOME",
      channel: { channelKey: "C0HELP", name: "help", isDirect: false, isPrivate: false },
      actor: { personKey: "U0MAYA", displayName: "Maya", isBot: false, standing: { groupKeys: [] } },
      dedupeKey: "m:C0HELP:1772528400.000100",
      occurredAt: "2026-03-03T09:00:00.000Z",
      kind: "message-posted",
      messageKey: "1772528400.000100",
      threadKey: null,
      replyToKey: null,
      text: "Where is my parcel?",
      mentionsBot: false,
      mentionedKeys: [],
      files: [],
      permalink: "https://home.slack.test/archives/C0HELP/p1772528400000100",
    });
  });

  it("told as a mention and as a message, under two event ids, is one fact", () => {
    const text = "<@U0BOT>, where is it?";
    const twice = [
      parse({ ...message, text }, { event_id: "Ev1" }),
      parse({ ...message, text, type: "app_mention", channel_type: undefined }, { event_id: "Ev2" }),
    ];
    expect(new Set(twice.map((event) => event?.dedupeKey)).size).toBe(1);
    for (const event of twice) expect(event).toMatchObject({ mentionsBot: true, text: "where is it?" });
  });

  it.each([
    ["a reply", { thread_ts: "1772528300.000100" }, { threadKey: "1772528300.000100" }],
    ["a root with answers", { thread_ts: message.ts }, { threadKey: null }],
    [
      "a reply shown in the channel too",
      { subtype: "thread_broadcast", thread_ts: "1772528300.000100" },
      { threadKey: "1772528300.000100" },
    ],
    ["said of oneself", { subtype: "me_message" }, { kind: "message-posted" }],
    [
      "private, one to one",
      { channel: "D0MAYA", channel_type: "im" },
      { channel: { channelKey: "D0MAYA", name: "", isDirect: true, isPrivate: true } },
    ],
    [
      "in a private channel",
      { channel: "C0SECRET", channel_type: "group" },
      { channel: { channelKey: "C0SECRET", name: "", isDirect: false, isPrivate: true } },
    ],
    [
      "in a channel of which nothing is known",
      { channel: "C0WHAT", channel_type: undefined },
      { channel: { channelKey: "C0WHAT", name: "", isDirect: false, isPrivate: true } },
    ],
  ])("is told apart when it is %s", (_what, more, expected) => {
    expect(parse({ ...message, ...more })).toMatchObject(expected);
  });

  it.each([
    ["an app's", { bot_id: "B0OTHER" }],
    ["an old app's", { subtype: "bot_message" }],
    ["our own", { user: "U0BOT" }],
    ["somebody known to be an app", { user: "U0APP" }],
    ["Slackbot's", { user: "USLACKBOT" }],
    ["a note that somebody joined", { subtype: "channel_join" }],
    ["a note about a topic", { subtype: "channel_topic" }],
    ["a count of replies", { subtype: "message_replied" }],
    ["empty", { text: "  " }],
    ["without an author", { user: undefined }],
    ["without a time", { ts: "yesterday" }],
  ])("is left out when it is %s", (_what, more) => {
    expect(parse({ ...message, ...more })).toBeNull();
  });

  it("keeps its files, without those that are gone, and does not need words beside them", () => {
    const files = [
      { id: "F1", name: "shot.png", mimetype: "image/png", size: 70, mode: "hosted" },
      { id: "F2", mode: "tombstone" },
      { id: "F3", mode: "file_access" },
    ];
    expect(parse({ ...message, text: "", subtype: "file_share", files })).toMatchObject({
      text: "",
      files: [
        { fileId: "F1", name: "shot.png", mediaType: "image/png", sizeBytes: 70 },
        { fileId: "F3", name: "file", mediaType: "application/octet-stream", sizeBytes: 0 },
      ],
    });
  });

  it("shows words that were passed on as a quote below the author's own", () => {
    const attachments = [
      { is_share: true, text: "I am *furious*\nreally" },
      { text: "an unfurled page", title: "News" },
    ];
    expect(parse({ ...message, text: "Seen this?", attachments })).toMatchObject({
      text: "Seen this?\n> I am furious\n> really",
    });
  });

  it("of another company's, in a shared channel, belongs to the installation it was sent to", () => {
    const authorizations = [
      { team_id: "T0HOME", user_id: "U0BOT", is_bot: true, is_enterprise_install: false },
    ];
    expect(
      parse({ ...message, user_team: "T0THEIRS" }, { team_id: "T0THEIRS", authorizations }),
    ).toMatchObject({
      workspaceKey: "T0HOME",
    });
  });

  it("in an organisation that installed as a whole belongs to the organisation", () => {
    const authorizations = [
      { enterprise_id: "E0ORG", team_id: null, user_id: "U0BOT", is_bot: true, is_enterprise_install: true },
    ];
    expect(parse(message, { authorizations })).toMatchObject({ workspaceKey: "E0ORG" });
  });
});

describe("words", () => {
  it.each([
    ["Ask <@U0MAYA> or <@U0XX|omar>", "Ask @Maya or @omar"],
    ["In <#C0HELP> or <#C0XX|news>", "In #help or #news"],
    ["<!here> and <!subteam^S0AGENTS|@agents>", "@here and @agents"],
    ["<https://a.test/x?y=1&amp;z=2>", "https://a.test/x?y=1&z=2"],
    ["<https://a.test|the page>", "the page (https://a.test)"],
    ["<http://a.test|a.test>", "http://a.test"],
    ["<mailto:a@b.test|a@b.test>", "a@b.test"],
    ["*bold* _italic_ ~gone~ 2*3*4 snake_case_name", "bold italic gone 2*3*4 snake_case_name"],
    ["`code *as* is` and ```\n*block* &lt;b&gt;\n```", "`code *as* is` and ```\n*block* <b>\n```"],
    ["&gt; quoted\nown", "> quoted\nown"],
    [
      "I typed &lt;!channel&gt; and &lt;@U0MAYA&gt; and &amp;lt;",
      "I typed <!channel> and <@U0MAYA> and &lt;",
    ],
    ["thanks :tada: :unknown_one: :+1::skin-tone-3:", "thanks 🎉 :unknown_one: 👍"],
    ["<!date^1392734382^{date}|18 Feb>", "18 Feb"],
    ["<@U0BOT> <@U0BOT>: both", "both"],
  ])("%j read %j", (mrkdwn, expected) => {
    expect(textOf(mrkdwn)).toBe(expected);
  });

  it("name the people in them, the bot left out", () => {
    expect(
      parse({ ...message, text: "<@U0BOT> <@U0MAYA> <@U0OMAR> <@U0MAYA> &lt;@U0FAKE&gt;" }),
    ).toMatchObject({
      mentionedKeys: ["U0MAYA", "U0OMAR"],
    });
  });

  it("are clean and end, whatever was typed", () => {
    const names = { personName: () => null, channelName: () => null, groupName: (key: string) => key };
    const hard = fc.oneof(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc
        .array(
          fc.constantFrom(
            "<",
            ">",
            "@",
            "|",
            "*",
            "_",
            "`",
            "```",
            ":",
            "&lt;",
            "&",
            "\n",
            "U0BOT",
            "<@U0BOT>",
            "x",
          ),
          {
            maxLength: 300,
          },
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(hard, (mrkdwn) => {
        const { text } = plainTextOf(mrkdwn, "U0BOT", names);
        expect(remainsHostile(text).filter((fault) => fault !== "calls everybody")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(["<", "*", "`", ":", "<@U", "&", "_a", "<!date^", "*a "])(
    "of a hundred thousand %j are read in no time",
    (piece) => {
      const startedMs = performance.now();
      textOf(piece.repeat(100_000 / piece.length));
      expect(performance.now() - startedMs).toBeLessThan(500);
    },
  );
});

describe("an edit", () => {
  const edited = {
    ...message,
    text: "Where is my box?",
    edited: { user: "U0MAYA", ts: "1772528460.000000" },
  };
  const change = { type: "message", subtype: "message_changed", channel: "C0HELP", channel_type: "channel" };

  it("gives the new words, one fact for each edit", () => {
    const told = { ...change, message: edited, previous_message: message, event_ts: "1772528460.000200" };
    expect(parse(told)).toMatchObject({
      kind: "message-edited",
      messageKey: message.ts,
      text: "Where is my box?",
      dedupeKey: "e:C0HELP:1772528400.000100:1772528460.000000",
    });
  });

  it.each([
    [
      "a link was unfurled",
      { message: { ...message, attachments: [{ text: "x" }] }, previous_message: message },
    ],
    ["nobody edited it", { message }],
    ["it is an app's", { message: { ...edited, bot_id: "B1" }, previous_message: message }],
    ["it is ours", { message: { ...edited, user: "U0BOT" }, previous_message: message }],
  ])("is none when %s", (_what, more) => {
    expect(parse({ ...change, event_ts: "1772528460.000200", ...more })).toBeNull();
  });

  it("into a tombstone is a deletion, the same as the one that Slack may tell of besides", () => {
    const stone = { ...change, message: { ...message, subtype: "tombstone" }, previous_message: message };
    const gone = {
      ...change,
      subtype: "message_deleted",
      deleted_ts: message.ts,
      previous_message: message,
      event_ts: "1772528470.000000",
    };
    const [first, second] = [parse({ ...stone, event_ts: "1772528469.000000" }), parse(gone)];
    expect(first).toMatchObject({ kind: "message-deleted", messageKey: message.ts });
    expect(second?.dedupeKey).toBe(first?.dedupeKey);
  });
});

describe("a reaction", () => {
  const reaction = {
    type: "reaction_added",
    user: "U0MAYA",
    reaction: "white_check_mark",
    item: { type: "message", channel: "C0HELP", ts: message.ts },
    event_ts: "1772528480.000000",
  };
  it("is its sign on its message, given or taken", () => {
    expect(parse(reaction)).toMatchObject({ kind: "reaction-added", messageKey: message.ts, emoji: "✅" });
    expect(parse({ ...reaction, type: "reaction_removed" })).toMatchObject({ kind: "reaction-removed" });
    expect(parse({ ...reaction, reaction: "our_own_logo" })).toMatchObject({ emoji: "our_own_logo" });
    expect(parse({ ...reaction, reaction: "constructor" })).toMatchObject({ emoji: "constructor" });
  });
  it("on a file, or our own, is none", () => {
    expect(parse({ ...reaction, item: { type: "file", file: "F1" } })).toBeNull();
    expect(parse({ ...reaction, user: "U0BOT" })).toBeNull();
  });
});

const by = { team: { id: "T0HOME" }, user: { id: "U0MAYA", username: "maya", team_id: "T0HOME" } };
const interact = (payload: object) =>
  parseEvent({ trigger_id: "1.2", response_url: "https://r.test", ...by, ...payload }, KNOWN, NOW);

describe("what people press, type and submit", () => {
  it("a button, under whatever number its id was made unique with", () => {
    const event = interact({
      type: "block_actions",
      channel: { id: "C0HELP", name: "help" },
      message: { ts: message.ts, thread_ts: "1772528300.000100" },
      actions: [{ action_id: "csat.rate#4", action_ts: "1772528490.000000", value: "s1|4" }],
    });
    expect(event).toMatchObject({
      kind: "control-used",
      controlId: "csat.rate",
      value: "s1|4",
      messageKey: message.ts,
      threadKey: "1772528300.000100",
    });
    const key = event?.kind === "control-used" ? (event.interactionKey ?? "") : "";
    expect(readInteractionKey(key)).toEqual({
      personKey: "U0MAYA",
      triggerId: "1.2",
      responseUrl: "https://r.test",
    });
  });

  it("a form, back where it was opened", () => {
    const place = { value: "t1", channelKey: "C0HELP", threadKey: null, isDirect: false, isPrivate: false };
    const values = {
      subject: { input: { type: "plain_text_input", value: "Broken\u0000" } },
      size: { pick: { type: "static_select", selected_option: { value: "xl" } } },
      empty: { input: { type: "plain_text_input", value: null } },
    };
    const view = {
      id: "V1",
      callback_id: "open-ticket",
      private_metadata: formPlaceText(place),
      state: { values },
    };
    expect(interact({ type: "view_submission", view })).toMatchObject({
      kind: "form-submitted",
      formId: "open-ticket",
      value: "t1",
      values: { subject: "Broken", size: "xl", empty: "" },
      channel: { channelKey: "C0HELP" },
    });
    expect(interact({ type: "view_submission", view: { ...view, private_metadata: "{}" } })).toBeNull();
    // Somebody of another company in a shared channel: Slack names their workspace first.
    const theirs = {
      team: { id: "T0THEIRS" },
      user: { id: "U0THEIRS", name: "eve", team_id: "T0THEIRS" },
      view: { ...view, app_installed_team_id: "T0HOME" },
    };
    expect(interact({ type: "view_submission", ...theirs })).toMatchObject({
      kind: "form-submitted",
      workspaceKey: "T0HOME",
      actor: { personKey: "U0THEIRS" },
    });
  });

  it("a message shortcut, as the command about those words", () => {
    const shortcut = {
      type: "message_action",
      channel: { id: "C0HELP" },
      message: { ts: message.ts, text: "It *fails*" },
    };
    expect(interact({ ...shortcut, callback_id: "ask_rapport" })).toMatchObject({
      kind: "command-invoked",
      command: "rapport",
      argumentText: "ask It fails",
      threadKey: message.ts,
    });
    expect(interact({ ...shortcut, callback_id: "toString" })).toBeNull();
  });

  const command = {
    command: "/rapport",
    text: "ask about &lt;x&gt;",
    team_id: "T0HOME",
    channel_id: "C0HELP",
    channel_name: "help",
    user_id: "U0MAYA",
    user_name: "maya",
    trigger_id: "9.9",
  };
  it("a slash command, with people by key where it must be sure who is meant", () => {
    const typed = (text: string) => parseEvent({ ...command, text }, KNOWN, NOW);
    expect(typed(command.text)).toMatchObject({
      kind: "command-invoked",
      command: "rapport",
      argumentText: "ask about <x>",
    });
    expect(typed("role <@U0MAYA|maya> agent")).toMatchObject({ argumentText: "role @person:U0MAYA agent" });
    expect(typed("role <!subteam^S0A|@team> agent")).toMatchObject({ argumentText: "role group:S0A agent" });
    expect(typed("ask is <@U0MAYA> here?")).toMatchObject({ argumentText: "ask is @Maya here?" });
  });

  it("of an organisation that installed as a whole belongs to the organisation", () => {
    expect(
      parseEvent({ ...command, is_enterprise_install: "true", enterprise_id: "E0ORG" }, KNOWN, NOW),
    ).toMatchObject({ workspaceKey: "E0ORG" });
    expect(
      interact({
        type: "message_action",
        callback_id: "ask_rapport",
        channel: { id: "C1" },
        message: { ts: message.ts },
        is_enterprise_install: true,
        enterprise: { id: "E0ORG" },
      }),
    ).toMatchObject({
      workspaceKey: "E0ORG",
    });
  });
});

describe("whatever comes", () => {
  const real = [
    envelope(message),
    envelope({
      type: "reaction_added",
      user: "U1",
      reaction: "x",
      item: { type: "message", channel: "C1", ts: "1.2" },
      event_ts: "1",
    }),
    {
      type: "block_actions",
      ...by,
      channel: { id: "C1" },
      message: { ts: "1" },
      actions: [{ action_id: "a", action_ts: "1" }],
    },
  ];
  /** A real payload with one thing of it replaced. */
  const mutant = fc
    .tuple(fc.constantFrom(...real), fc.nat(30), fc.jsonValue())
    .map(([payload, at, value]) => {
      const copy = structuredClone(payload) as Record<string, unknown>;
      const places: [Record<string, unknown>, string][] = [];
      const walk = (thing: unknown): void => {
        if (typeof thing !== "object" || thing === null) return;
        for (const name of Object.keys(thing)) {
          places.push([thing as Record<string, unknown>, name]);
          walk((thing as Record<string, unknown>)[name]);
        }
      };
      walk(copy);
      const place = places[at % places.length];
      if (place) place[0][place[1]] = value;
      return copy;
    });

  it("is read or left out, never a fault, and the event could be stored", () => {
    fc.assert(
      fc.property(fc.oneof(mutant, fc.jsonValue()), (raw) => {
        const event = parseEvent(raw, KNOWN, NOW);
        if (event === null) return;
        expect(event.dedupeKey.length).toBeLessThanOrEqual(200);
        expect(new Date(event.occurredAt).toISOString()).toBe(event.occurredAt);
      }),
      { numRuns: 400 },
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("knows a time of Slack's from any other word", () => {
    expect(instantOf("1772528400.123456")).toBe("2026-03-03T09:00:00.123Z");
    for (const odd of ["", "1772528400", "1772528400.1", "-1.000000", "1e9.000000", "99999999999999.000000"])
      expect(instantOf(odd)).toBeNull();
  });
});
