import type {
  NewPostRecord,
  PostRecord,
  RoomMember,
  RoomPlace,
} from "../../../src/ports/stores/web-room-store.ts";
import { permalinkOf } from "../thread-key.ts";
import { BOT, type RoomCore } from "./core.ts";
import type { RoomFact } from "./fact.ts";
import { mentionedKeys } from "./mentions.ts";
import type { FactTeller } from "./tell.ts";

/** What the desk is told of a post. */
export function factOfPost(
  core: RoomCore,
  publicUrl: string,
  post: NewPostRecord,
  member: RoomMember,
  place: RoomPlace,
): RoomFact {
  return core.stamp(
    {
      type: "post",
      factKey: `web:post:${post.postKey}`,
      postKey: post.postKey,
      threadKey: post.threadKey,
      replyToKey: post.replyToKey,
      text: post.text,
      mentionedKeys: mentionedKeys(post.text, () => [...core.directory.members(), BOT]),
      files: [...post.files],
      permalink: permalinkOf(publicUrl, post.channelKey, post.postKey),
    },
    member,
    place,
    post.postedAt,
  );
}

/** Tells the desk of a post that is there: again after a crash, and when it is sent a second time. */
export async function tellPost(
  core: RoomCore,
  teller: FactTeller,
  publicUrl: string,
  post: PostRecord,
  member: RoomMember,
  place: RoomPlace,
): Promise<void> {
  if (post.deletedAt !== null) return;
  await teller.tell(factOfPost(core, publicUrl, post, member, place));
}
