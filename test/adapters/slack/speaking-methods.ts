import type { FakePost } from "./fake-slack.ts";
import { refusedBySlack } from "./read-blocks.ts";

type Args = Readonly<Record<string, string>>;
type Answer = Readonly<Record<string, unknown>>;

export interface FakeView {
  readonly id: string;
  readonly personKey: string;
  readonly callbackId: string;
  readonly metadata: string;
  readonly blocks: readonly {
    readonly block_id?: string;
    readonly element?: { readonly action_id: string };
  }[];
}

/** What Slack keeps beside its posts: open forms, homes, files. */
export interface SpeakingState {
  /** Who pressed, by trigger; a trigger that is not here is too old. */
  readonly triggers: Map<string, string>;
  readonly views: FakeView[];
  readonly homes: Map<string, readonly unknown[]>;
  readonly files: Map<string, { readonly name: string; bytes: number; isComplete: boolean }>;
  /** Files below a post, by the post. */
  readonly shared: { readonly fileId: string; readonly channel: string; readonly threadTs: string }[];
  /** What was answered to a press, at its own address, whose last word is `sent_to`. */
  readonly responses: Answer[];
}

export const newSpeakingState = (): SpeakingState => ({
  triggers: new Map(),
  views: [],
  homes: new Map(),
  files: new Map(),
  shared: [],
  responses: [],
});

/** The part of Slack's Web API that speaking and acting need. */
export function speakingMethods(
  state: SpeakingState,
  slack: { posts(): readonly FakePost[]; apiUrl(): string },
): Readonly<Record<string, (args: Args) => Answer>> {
  const no = (error: string): Answer => ({ ok: false, error });
  const read = (args: Args, isIn: (post: FakePost) => boolean): Answer => {
    const found = slack
      .posts()
      .filter((post) => post.channel === args.channel && !post.isDeleted && post.only === undefined)
      .filter(isIn);
    const since = found.filter(({ ts }) => Number(ts) >= Number(args.oldest ?? 0)).reverse();
    const messages = since.slice(0, Number(args.limit ?? 100)).map(({ ts, text, blocks, metadata }) => ({
      ts,
      text,
      blocks,
      ...(args.include_all_metadata === "true" && metadata && { metadata: JSON.parse(metadata) as unknown }),
    }));
    return { ok: true, messages, has_more: since.length > messages.length };
  };
  return {
    "conversations.history": (args) => read(args, ({ thread_ts }) => thread_ts === undefined),
    "conversations.replies": (args) =>
      read(args, ({ ts, thread_ts }) => thread_ts === args.ts || ts === args.ts),
    "views.open": (args) => {
      const personKey = state.triggers.get(args.trigger_id ?? "");
      if (personKey === undefined) return no("expired_trigger_id");
      state.triggers.delete(args.trigger_id ?? "");
      const view = JSON.parse(args.view ?? "{}") as {
        callback_id: string;
        private_metadata: string;
        blocks: FakeView["blocks"];
      };
      if (refusedBySlack({ text: "modal", blocks: view.blocks }, 100).length > 0)
        return no("invalid_arguments");
      state.views.push({
        id: `V${state.views.length}`,
        personKey,
        callbackId: view.callback_id,
        metadata: view.private_metadata,
        blocks: view.blocks,
      });
      return { ok: true, view: { id: `V${state.views.length}` } };
    },
    "views.publish": (args) => {
      const view = JSON.parse(args.view ?? "{}") as { type: string; blocks: readonly unknown[] };
      const faults = refusedBySlack({ text: "home", blocks: view.blocks }, 100);
      if (view.type !== "home" || faults.length > 0) return no("invalid_arguments");
      state.homes.set(args.user_id ?? "", view.blocks);
      return { ok: true };
    },
    "files.getUploadURLExternal": (args) => {
      const file_id = `F${state.files.size + 1}`;
      state.files.set(file_id, { name: args.filename ?? "", bytes: 0, isComplete: false });
      return { ok: true, file_id, upload_url: `${slack.apiUrl()}upload/${file_id}` };
    },
    "files.completeUploadExternal": (args) => {
      const files = JSON.parse(args.files ?? "[]") as { id: string }[];
      for (const { id } of files) {
        const file = state.files.get(id);
        if (!file || file.bytes === 0) return no("file_not_found");
        file.isComplete = true;
        if (args.channel_id)
          state.shared.push({ fileId: id, channel: args.channel_id, threadTs: args.thread_ts ?? "" });
      }
      return { ok: true, files };
    },
    "assistant.threads.setSuggestedPrompts": () => ({ ok: true }),
    "assistant.threads.setStatus": () => ({ ok: true }),
    "assistant.threads.setTitle": () => ({ ok: true }),
  };
}

/** Requests that carry no token: uploads, and answers to a press. `null`: none of these. */
export function withoutToken(
  state: SpeakingState,
  path: string,
  body: string,
  nextTs: () => string,
): Answer | null {
  const [kind, id = ""] = path.split("/");
  if (kind === "upload") {
    const file = state.files.get(id);
    if (file) file.bytes = body.length;
    return { ok: file !== undefined };
  }
  if (kind !== "response") return null;
  if (id === "spent") return { ok: false, error: "used_url" };
  state.responses.push({ ...(JSON.parse(body) as Answer), sent_to: id, ts: nextTs() });
  return { ok: true };
}
