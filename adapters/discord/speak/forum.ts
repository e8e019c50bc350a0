import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { outcomeOf } from "../errors.ts";
import type { GuildBook } from "../places/guild-book.ts";
import { channelShape } from "../places/shapes.ts";
import { permalinkOf } from "../thread-key.ts";
import type { Luggage } from "./files.ts";
import type { Line } from "./line.ts";
import { bodyOf, parcelsOf } from "./posting.ts";
import { threadName } from "./threads.ts";

/** At the top of a forum stand posts alone, each with a name. */
export async function openForumPost(
  line: Line,
  book: GuildBook,
  channelKey: string,
  content: MessageContent,
  luggage: Luggage,
): Promise<DeliveryOutcome> {
  const [parcel] = parcelsOf(content, luggage);
  if (parcel === undefined) return { kind: "uncertain", code: "discord.nothing-to-say" };
  const heading = content.blocks.find((block) => block.type === "heading");
  const made = await line.call({
    method: "post",
    path: `/channels/${channelKey}/threads`,
    body: { name: threadName(heading?.text ?? content.summary), message: bodyOf(parcel) },
    files: parcel.files,
    placeKey: channelKey,
    answer: channelShape,
  });
  if (made.kind !== "ok") return outcomeOf(made);
  const guildKey = made.body.guild_id ?? book.place(channelKey)?.guildKey ?? null;
  if (guildKey !== null) book.notePlace(made.body, guildKey);
  const { id } = made.body;
  return { kind: "sent", messageKey: id, permalink: permalinkOf(guildKey, id, id) };
}
