import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { SECOND } from "../../../src/domain/time.ts";
import { type CallOutcome, outcomeOf } from "../errors.ts";
import { DISCORD_LIMITS } from "../limits.ts";
import { type DiscordPost, MOST_POSTS, renderMessage } from "../render-message.ts";
import { nonceOf } from "../thread-key.ts";
import { type Luggage, NO_LUGGAGE } from "./files.ts";
import { type Line, type MessageAnswer, messageAnswer } from "./line.ts";

export interface Address {
  /** The channel or thread. */
  readonly placeKey: string;
  /** The message that this one answers, where there are no threads. */
  readonly replyToKey: string | null;
}

/** One post with what travels with it. */
export interface Parcel {
  readonly post: DiscordPost;
  readonly files: Luggage["files"];
}

const WHOLE_TEXT = "whole-text.txt";

/** The posts of a message; of a very long one the beginning, and the whole as a file. Pure. */
export function parcelsOf(content: MessageContent, luggage: Luggage = NO_LUGGAGE): readonly Parcel[] {
  const posts = renderMessage(content, luggage.uploads);
  const shown = posts.slice(0, MOST_POSTS);
  const last = shown.length - 1;
  const isCut = posts.length > shown.length;
  return shown.map((post, at): Parcel => {
    const files = luggage.files.filter(({ name }) => placeOfFile(name, shown) === at);
    if (at !== last || !isCut) return { post, files };
    const whole = posts.map(wordsOf).join("\n");
    const components = posts.at(-1)?.components ?? [];
    return {
      post: { ...post, components, ...(post.embeds.length === 0 && { content: REST_IS_IN_FILE }) },
      files: [...files.slice(0, DISCORD_LIMITS.files - 1), textFile(whole)],
    };
  });
}

const REST_IS_IN_FILE = "-# This was too long: the whole of it is in the file.";

const wordsOf = ({ content, embeds }: DiscordPost): string =>
  [content, ...embeds.flatMap(({ title, description }) => [title ?? "", description ?? ""])].join("\n");

const textFile = (text: string): Luggage["files"][number] => ({
  name: WHOLE_TEXT,
  data: Buffer.from(text.slice(0, DISCORD_LIMITS.fileBytes / 4), "utf8"),
  contentType: "text/plain",
  alt: null,
});

/** A picture travels with the card that shows it, everything else with the last post. */
function placeOfFile(name: string, posts: readonly DiscordPost[]): number {
  const at = posts.findIndex(({ embeds }) =>
    embeds.some(({ image }) => image?.url === `attachment://${name}`),
  );
  return at < 0 ? posts.length - 1 : at;
}

/** As a message's body takes it. Pure. */
export const bodyOf = ({ post, files }: Parcel): Record<string, unknown> => ({
  ...post,
  attachments: files.map(({ name, alt }, id) => ({
    id: String(id),
    filename: name,
    ...(alt !== null && alt !== "" && { description: alt }),
  })),
});

/** Waits between the parts of one message: longer ones are for the outbox. */
const LONGEST_WAIT_MS = 5.5 * SECOND;

/**
 * Posts the parts of one message, each under its own nonce, so that a second try finds what the first has posted.
 * Gives the first part's key.
 */
export async function postAll(
  line: Line,
  address: Address,
  parcels: readonly Parcel[],
  outboxId: string,
): Promise<CallOutcome<MessageAnswer>> {
  let first: CallOutcome<MessageAnswer> | null = null;
  for (const [part, parcel] of parcels.entries()) {
    const outcome = await postOne(line, address, parcel, nonceOf(outboxId, part));
    if (outcome.kind !== "ok") return outcome;
    first ??= outcome;
  }
  return first ?? { kind: "uncertain", code: "discord.nothing-to-say" };
}

async function postOne(
  line: Line,
  { placeKey, replyToKey }: Address,
  parcel: Parcel,
  nonce: string,
): Promise<CallOutcome<MessageAnswer>> {
  const send = () =>
    line.call({
      method: "post",
      path: `/channels/${placeKey}/messages`,
      placeKey,
      body: {
        ...bodyOf(parcel),
        nonce,
        enforce_nonce: true,
        ...(replyToKey !== null && {
          message_reference: { message_id: replyToKey, fail_if_not_exists: false },
        }),
      },
      files: parcel.files,
      answer: messageAnswer,
    });
  const outcome = await send();
  const isFirst = nonce.endsWith("00");
  if (isFirst || outcome.kind !== "limited" || outcome.retryAfterMs === null) return outcome;
  if (outcome.retryAfterMs > Math.min(LONGEST_WAIT_MS, line.leftMs() - SECOND)) return outcome;
  await pause(outcome.retryAfterMs);
  return send();
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Of a post whose parts may stand already: their nonces keep them single, so it may be tried again. */
export const postOutcome = (
  outcome: CallOutcome<MessageAnswer>,
  permalink: (message: MessageAnswer) => string,
): DeliveryOutcome =>
  outcome.kind === "ok"
    ? { kind: "sent", messageKey: outcome.body.id, permalink: permalink(outcome.body) }
    : outcomeOf(outcome);
