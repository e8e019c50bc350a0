import type { PostRecord, RoomMember, RoomPlace } from "../../../src/ports/stores/web-room-store.ts";
import { permalinkOf } from "../thread-key.ts";
import { BOT, type RoomCore } from "./core.ts";
import { mentionedKeys } from "./mentions.ts";
import type { FactTeller } from "./tell.ts";

/** Tells the desk of a post: when it is written, and again after a crash. */
export async function tellPost(
  core: RoomCore,
  teller: FactTeller,
  publicUrl: string,
  post: PostRecord,
  member: RoomMember,
  place: RoomPlace,
): Promise<void> {
  if (post.deletedAt !== null) return;
  const fact = core.stamp(
    {
      type: "post",
      factKey: `web:post:${post.postKey}`,
      postKey: post.postKey,
      threadKey: post.threadKey,
      replyToKey: post.replyToKey,
      text: post.text,
      mentionedKeys: mentionedKeys(post.text, [...core.directory.members(), BOT]),
      files: [...post.files],
      permalink: permalinkOf(publicUrl, post.channelKey, post.postKey),
    },
    member,
    place,
    post.postedAt,
  );
  await teller.tell(fact);
}
