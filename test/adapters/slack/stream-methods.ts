import type { FakeBlock, FakePost } from "./fake-slack.ts";
import { refusedBySlack } from "./read-blocks.ts";

type Args = Readonly<Record<string, string>>;
type Answer = Readonly<Record<string, unknown>>;

/** `chat.startStream` and its two companions, by docs.slack.dev (read in November 2026). */
export function streamMethods(slack: {
  isPlace(channel: string): boolean;
  streamed(args: Args): FakePost | undefined;
  begin(post: Pick<FakePost, "channel" | "thread_ts" | "text" | "blocks" | "isStreaming">): FakePost;
  change(ts: string, change: Partial<FakePost>): FakePost;
}): Readonly<Record<string, (args: Args) => Answer>> {
  const no = (error: string): Answer => ({ ok: false, error });

  const chunked = (args: Args): readonly FakeBlock[] | null => {
    const chunks = JSON.parse(args.chunks ?? "[]") as { type: string; blocks?: FakeBlock[] }[];
    if (chunks.some(({ type, blocks }) => type !== "blocks" || !blocks)) return null;
    return chunks.flatMap(({ blocks = [] }) => blocks);
  };
  const isFine = (blocks: readonly FakeBlock[]): boolean =>
    blocks.length === 0 || refusedBySlack({ text: "stream", blocks }).length === 0;

  return {
    "chat.startStream": (args) => {
      const { channel = "", thread_ts } = args;
      if (!slack.isPlace(channel)) return no("channel_not_found");
      if (!thread_ts) return no("invalid_thread_ts");
      const isNamed = Boolean(args.recipient_user_id && args.recipient_team_id);
      if (!channel.startsWith("D") && !isNamed) return no("missing_recipient_user_id");
      const blocks = chunked(args);
      if (blocks === null || !isFine(blocks)) return no("invalid_chunks");
      const { ts } = slack.begin({ channel, thread_ts, text: "", blocks, isStreaming: true });
      return { ok: true, channel, ts };
    },
    "chat.appendStream": (args) => {
      const post = slack.streamed(args);
      if (!post) return no("message_not_found");
      if (!post.isStreaming) return no("message_not_in_streaming_state");
      const more = chunked(args);
      if (more === null || !isFine(more)) return no("invalid_chunks");
      slack.change(post.ts, { blocks: [...post.blocks, ...more] });
      return { ok: true, channel: post.channel, ts: post.ts };
    },
    "chat.stopStream": (args) => {
      const post = slack.streamed(args);
      if (!post) return no("message_not_found");
      if (!post.isStreaming) return no("message_not_in_streaming_state");
      slack.change(post.ts, { isStreaming: false });
      return { ok: true, channel: post.channel, ts: post.ts };
    },
  };
}
