import { describe, expect, it } from "vitest";
import { castRecording } from "../../src/replay/recorded-event.ts";
import type { RecordedMessage } from "../../src/replay/recorded-message.ts";
import { judgeChannel } from "../../src/replay/speaking/judge-channel.ts";
import { measureSpeaking } from "../../src/replay/speaking/measure.ts";
import { speakingTruth } from "../../src/replay/speaking/truth.ts";

let line = 0;
const row = (
  author: string,
  text: string,
  change: Partial<RecordedMessage> & { readonly minute?: number } = {},
): RecordedMessage => {
  line += 1;
  const { minute = line, ...rest } = change;
  return {
    id: `m${line}`,
    channel: "#help",
    at: new Date(Date.UTC(2026, 1, 10, 9, minute)),
    author,
    role: "customer",
    text,
    line,
    ...rest,
  };
};

const kinds = (rows: readonly RecordedMessage[]) => speakingTruth(rows).map(({ kind }) => kind);

describe("what annotated people say is a request", () => {
  it("is what the starter writes until somebody answers", () => {
    const start = row("lena", "how do I move it?", { conversation: "c" });
    const more = row("lena", "it is on its way", { conversation: "c", replyTo: [start.id] });
    const answer = row("tom", "on the page", { conversation: "c", replyTo: [more.id] });
    const after = row("lena", "which page?", { conversation: "c", replyTo: [answer.id] });
    expect(kinds([start, more, answer, after])).toEqual(["request", "request", "none", "none"]);
  });

  it("is no bare greeting, nothing of the team's, nothing without annotation", () => {
    const hello = row("lena", "hello all", { conversation: "c" });
    const question = row("lena", "how do I move it?", { conversation: "c", replyTo: [hello.id] });
    const answer = row("ana", "on the page", { conversation: "c", role: "agent" });
    const plain = row("tom", "anyone here?");
    expect(kinds([hello, question, answer, plain])).toEqual(["none", "request", "left-out", "left-out"]);
  });

  it("leaves out what nobody answered and own matters taken up again", () => {
    const lonely = row("lena", "how do I move it?", { conversation: "c" });
    expect(kinds([lonely])).toEqual(["left-out"]);
    const asked = row("tom", "how do I pay?", { conversation: "d", minute: 0 });
    const answer = row("ana", "by card", { conversation: "d", role: "agent", minute: 1 });
    const again = row("tom", "and by bill?", { conversation: "d", replyTo: [asked.id], minute: 30 });
    expect(kinds([asked, answer, again])).toEqual(["request", "left-out", "left-out"]);
  });
});

describe("precision and recall of speaking", () => {
  it("count a request once, however many of its messages are flagged", () => {
    const request = (requestId: string, confidence: number) => ({
      truth: { kind: "request" as const, requestId },
      confidence,
    });
    const none = (confidence: number) => ({ truth: { kind: "none" as const }, confidence });
    const leftOut = { truth: { kind: "left-out" as const }, confidence: 1 };
    const channel = [request("a", 0.9), request("a", 0.95), request("b", 0.3), none(0.9), none(0.1), leftOut];
    expect(measureSpeaking([channel], 0.8)).toMatchObject({
      found: 1,
      wrong: 1,
      precision: 0.5,
      recall: 0.5,
    });
    expect(measureSpeaking([[none(0)]], 0.8)).toMatchObject({ precision: null, recall: null });
  });
});

describe("judging a channel", () => {
  it("reads each message at its arrival and stays out where a person answers", async () => {
    const rows = [
      row("lena", "How do I change the delivery address of my parcel?"),
      row("ana", "@lena on the tracking page", { role: "agent" }),
      row("lena", "And how do I change the name on it?"),
      row("tom", "thanks everybody"),
    ];
    const { played } = castRecording(rows, { workspaceKey: "web", fileName: "x", roles: new Map() });
    const judged = (await judgeChannel(played)).map(({ confidence }) => confidence);
    expect(judged[0]).toBeGreaterThan(0.8);
    expect(judged.slice(1)).toEqual([0, 0, 0]);
  });
});
