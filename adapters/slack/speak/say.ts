import { setTimeout as sleep } from "node:timers/promises";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { outcomeOf } from "../errors.ts";
import { withWordButtons } from "../render/controls.ts";
import { NO_UPLOADS, type Uploads } from "../render/message-blocks.ts";
import { renderMessage, renderSinglePost, type SlackPost } from "../render-message.ts";
import { type ReadFile, shareFiles, uploadFiles } from "./files.ts";
import { anyAnswer, type Line, SENT } from "./line.ts";
import { type Address, postAll } from "./posting.ts";
import { findPost } from "./reconcile.ts";
import type { Refusals } from "./refusals.ts";
import { endStream, piecesOf, streamPost } from "./streaming.ts";
import type { Tries } from "./tries.ts";

export interface SayOptions {
  readonly readFile: ReadFile;
  readonly refusals: Refusals;
  readonly tries: Tries;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Said {
  readonly content: MessageContent;
  readonly tenantId: string;
  readonly outboxId: string;
  /** Whose question it answers; it appears sentence by sentence. */
  readonly streamFor?: string;
  /** It was not posted before; for a process that has not posted it itself. */
  readonly writtenAt?: Date;
}

/** Words in a channel: said, changed, and looked for where nobody knows. */
export interface Say {
  say(line: Line, address: Address, said: Said): Promise<DeliveryOutcome>;
  change(line: Line, channel: string, ts: string, said: Said): Promise<DeliveryOutcome>;
  /** `sent`, `retry` when it is surely not there, `uncertain`. A stream that broke off is ended. */
  lookFor(line: Line, address: Address, said: Said): Promise<DeliveryOutcome>;
}

/** Slack needs a moment before an uploaded picture can stand in a message. */
const PICTURE_PAUSE_MS = 600;
const PICTURE_TRIES = 4;

export function createSay({ readFile, refusals, tries, clock, logger }: SayOptions): Say {
  /** As this workspace can show it. */
  const shownIn = ({ access }: Line, content: MessageContent): MessageContent =>
    refusals.has(access.workspaceKey, "thumbs") ? withWordButtons(content) : content;

  /** Where Slack refuses the blocks and thumbs were among them, the same with words on the buttons. */
  const orWithWords = async (
    { access }: Line,
    content: MessageContent,
    attempt: (content: MessageContent) => Promise<DeliveryOutcome>,
  ): Promise<DeliveryOutcome> => {
    const outcome = await attempt(content);
    if (outcome.kind !== "refused" || outcome.code !== "slack.invalid_blocks" || !hasThumbs(content))
      return outcome;
    refusals.note(access.workspaceKey, "thumbs");
    return attempt(withWordButtons(content));
  };

  const stream = async (line: Line, address: Address, said: Said): Promise<DeliveryOutcome | null> => {
    const { streamFor: personKey, content, outboxId } = said;
    const { workspaceKey } = line.access;
    const isStreamed = personKey !== undefined && address.thread_ts !== null;
    if (!isStreamed || refusals.has(workspaceKey, "streams")) return null;
    const pieces = piecesOf(content);
    const wholes = wholesOf(content);
    if (pieces === null || renderMessage(content).length > 1) return null;
    const ended = await streamPost(line, address, { pieces, wholes, personKey, outboxId });
    if (ended.kind === "ended") return ended.outcome;
    if (ended.isUnknownHere) refusals.note(workspaceKey, "streams");
    return null;
  };

  const postWhole = async (
    line: Line,
    address: Address,
    { content, outboxId }: Said,
    pictures: Uploads,
  ): Promise<DeliveryOutcome> => {
    const post = (shown: Uploads) =>
      orWithWords(line, content, (words) =>
        postAll(line, address, renderMessage(words, shown), outboxId, logger),
      );
    let outcome = await post(pictures);
    for (let times = 1; pictures.size > 0 && isNotReady(outcome) && line.leftMs() > 3_000; times += 1) {
      await sleep(PICTURE_PAUSE_MS);
      outcome = await post(times < PICTURE_TRIES ? pictures : NO_UPLOADS);
    }
    return outcome;
  };

  /** Better an honest line than a message that promises a file. */
  const confess = async (
    line: Line,
    { channel }: Address,
    content: MessageContent,
    ts: string | null,
  ): Promise<void> => {
    logger.warn({ code: "slack.file-not-shared" }, "a message went out without its file");
    const blocks = [...content.blocks, FILE_MISSING];
    const post = renderSinglePost({ ...content, blocks });
    await line.call("chat.update", { channel, ts, ...post, link_names: false, parse: "none" }, anyAnswer);
  };

  return {
    async say(line, address, raw) {
      const said = { ...raw, content: shownIn(line, raw.content) };
      const { content, outboxId, tenantId } = said;
      const luggage = await uploadFiles(line, tenantId, content, readFile);
      if ("wait" in luggage) return luggage.wait;
      const { pictures, files } = luggage;
      tries.note(outboxId, clock.now());
      const isLight = pictures.size === 0 && files.length === 0;
      const streamed = isLight ? await stream(line, address, said) : null;
      const outcome = streamed ?? (await postWhole(line, address, said, pictures));
      if (outcome.kind !== "uncertain") tries.forget(outboxId);
      if (outcome.kind !== "sent" || files.length === 0) return outcome;
      const below = { ...address, thread_ts: address.thread_ts ?? outcome.messageKey };
      if (!(await shareFiles(line, below, files))) await confess(line, address, content, outcome.messageKey);
      return outcome;
    },

    async change(line, channel, ts, { content, tenantId }) {
      const shown = shownIn(line, content);
      const luggage = await uploadFiles(line, tenantId, withoutFiles(shown), readFile);
      if ("wait" in luggage) return luggage.wait;
      return orWithWords(line, shown, async (words) => {
        const post = renderSinglePost(words, luggage.pictures);
        const args = { channel, ts, ...post, link_names: false, parse: "none" };
        const outcome = await line.call("chat.update", args, anyAnswer);
        return outcome.kind === "ok" ? SENT : outcomeOf(outcome);
      });
    },

    async lookFor(line, address, { content, outboxId, writtenAt }) {
      const found = await findPost(line, address, outboxId, tries.at(outboxId) ?? writtenAt ?? null);
      if (found.kind !== "begun") return found;
      const wholes = wholesOf(shownIn(line, content));
      const ended = await endStream(line, address, found.ts, wholes, outboxId);
      // Taken back, it may be said anew.
      return ended.kind === "ended" ? ended.outcome : SAY_ANEW;
    },
  };
}

/** As it is to stand, and with words on all buttons where Slack knows no thumbs. */
const wholesOf = (content: MessageContent): readonly SlackPost[] => [
  renderSinglePost(content),
  ...(hasThumbs(content) ? [renderSinglePost(withWordButtons(content))] : []),
];

const hasThumbs = ({ blocks }: MessageContent): boolean =>
  blocks.some(
    (block) => block.type === "controls" && block.controls.some((control) => "feedback" in control),
  );

const isNotReady = (outcome: DeliveryOutcome): boolean =>
  outcome.kind === "refused" && ["slack.invalid_blocks", "slack.slack_file_not_found"].includes(outcome.code);

/** They stand below the post already. */
const withoutFiles = (content: MessageContent): MessageContent => ({
  ...content,
  blocks: content.blocks.filter(({ type }) => type !== "file"),
});

const FILE_MISSING = {
  type: "context",
  inlines: [{ type: "text", text: "The file could not be sent. Ask for it again.", style: "italic" }],
} as const;

const SAY_ANEW: DeliveryOutcome = {
  kind: "retry",
  code: "slack.stream-taken-back",
  retryAfterMs: null,
  scope: "channel",
};
