import { z } from "zod";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { MINUTE } from "../../../src/domain/time.ts";
import { isGone } from "../api.ts";
import { snowflake } from "../places/shapes.ts";
import type { DiscordPost } from "../render-message.ts";
import { madeAtMs, nonceOf } from "../thread-key.ts";
import type { Line } from "./line.ts";

const pageShape = z.array(
  z.object({
    id: snowflake,
    author: z.object({ id: snowflake }),
    nonce: z.union([z.string(), z.number()]).nullish(),
    content: z.string().default(""),
    embeds: z.array(z.object({ title: z.string().nullish(), description: z.string().nullish() })).default([]),
  }),
);
type Found = z.infer<typeof pageShape>[number];

const PAGE = 100;
/** Discord's clock and ours. */
const CLOCKS_APART_MS = 2 * MINUTE;

export interface Wanted {
  readonly placeKey: string;
  readonly outboxId: string;
  readonly post: DiscordPost;
  readonly botKey: string;
  /** When it was first tried, as far as this process knows; else how far back to look. */
  readonly since: Date;
  /** Posts known to be another's: two answers may read the same. */
  readonly isOthers: (messageKey: string) => boolean;
  readonly permalink: (messageKey: string) => string;
}

/**
 * Looks for a post by its nonce, or by its words where Discord does not give the nonce back. Only a place that was read whole
 * since the post was tried can show that it is not there.
 */
export async function findPost(line: Line, wanted: Wanted): Promise<DeliveryOutcome> {
  const { placeKey, outboxId, post, botKey, isOthers } = wanted;
  const outcome = await line.call({
    method: "get",
    path: `/channels/${placeKey}/messages`,
    query: { limit: String(PAGE) },
    placeKey: `${placeKey}/history`,
    answer: pageShape,
  });
  if (outcome.kind === "refused" && isGone(outcome.code)) return NOT_THERE;
  if (outcome.kind !== "ok") return { kind: "uncertain", code: "discord.look-told-nothing" };
  const sinceMs = wanted.since.getTime() - CLOCKS_APART_MS;
  const nonce = nonceOf(outboxId, 0);
  const own = outcome.body.filter(({ author, id }) => author.id === botKey && !isOthers(id));
  const found =
    own.find((message) => message.nonce === nonce) ??
    own.find((message) => madeAtMs(message.id) >= sinceMs && saysTheSame(message, post));
  if (found) return { kind: "sent", messageKey: found.id, permalink: wanted.permalink(found.id) };
  const oldest = outcome.body.at(-1);
  const isWhole = outcome.body.length < PAGE || (oldest !== undefined && madeAtMs(oldest.id) < sinceMs);
  return isWhole ? NOT_THERE : { kind: "uncertain", code: "discord.look-was-cut-short" };
}

const saysTheSame = ({ content, embeds }: Found, post: DiscordPost): boolean =>
  content.trim() === post.content.trim() &&
  embeds.length === post.embeds.length &&
  embeds.every(
    ({ title, description }, at) =>
      (title ?? "").trim() === (post.embeds[at]?.title ?? "").trim() &&
      (description ?? "").trim() === (post.embeds[at]?.description ?? "").trim(),
  );

const NOT_THERE: DeliveryOutcome = {
  kind: "retry",
  code: "discord.not-there",
  retryAfterMs: null,
  scope: "channel",
};
