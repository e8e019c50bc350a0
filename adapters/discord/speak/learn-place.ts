import type { DeliveryOutcome, Outbound } from "../../../src/domain/outbound.ts";
import type { GuildBook } from "../places/guild-book.ts";
import { CHANNEL_TYPES, channelShape } from "../places/shapes.ts";
import type { DirectChannels } from "./directs.ts";
import { type Line, stepOutcome } from "./line.ts";

/**
 * A process that does not listen to a server was told nothing of its channels, and speaks there all the same: it asks before
 * the first word. `null`: known now, or not for us to see, which the post itself will be told.
 */
export async function learnPlace(
  line: Line,
  book: GuildBook,
  directs: DirectChannels,
  { channelKey, workspaceKey }: Pick<Extract<Outbound, { kind: "post" }>, "channelKey" | "workspaceKey">,
): Promise<DeliveryOutcome | null> {
  if (book.place(channelKey) !== null || directs.has(channelKey)) return null;
  const found = await line.call({
    method: "get",
    path: `/channels/${channelKey}`,
    placeKey: channelKey,
    answer: channelShape,
  });
  if (found.kind === "refused") return null;
  if (found.kind !== "ok") return stepOutcome(found);
  if (found.body.type === CHANNEL_TYPES.direct) directs.noteChannel(found.body.id);
  else book.notePlace(found.body, workspaceKey);
  return null;
}
