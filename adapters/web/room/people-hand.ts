import type { z } from "zod";
import { cleanChatText, shortenText } from "../../../src/domain/chat-text.ts";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import type {
  NewPostRecord,
  PostRecord,
  RoomMember,
  RoomPlace,
} from "../../../src/ports/stores/web-room-store.ts";
import type {
  commandUseSchema,
  controlUseSchema,
  formSubmissionSchema,
  newPostSchema,
  postEditSchema,
  reactionChangeSchema,
  shortcutUseSchema,
} from "../contract.ts";
import { webFault } from "../errors.ts";
import { WEB_LIMITS } from "../limits.ts";
import { interactionKeyOf, threadKeyOf } from "../thread-key.ts";
import type { RoomCore } from "./core.ts";
import { unsealForm } from "./form-token.ts";
import { keepFiles, type UploadedFile } from "./keep-files.ts";
import { contentMark, createKeyMemory } from "./key-memory.ts";
import type { FactTeller } from "./tell.ts";
import { factOfPost, tellPost } from "./tell-post.ts";

/** What a person may do here. Each resolves after the room and the desk have both kept it; a repeat heals what was half done. */
export interface PeopleHand {
  post(
    member: RoomMember,
    wish: z.infer<typeof newPostSchema>,
    files: readonly UploadedFile[],
  ): Promise<PostRecord>;
  edit(member: RoomMember, postKey: string, wish: z.infer<typeof postEditSchema>): Promise<PostRecord>;
  remove(member: RoomMember, postKey: string): Promise<PostRecord>;
  react(member: RoomMember, postKey: string, wish: z.infer<typeof reactionChangeSchema>): Promise<PostRecord>;
  useControl(member: RoomMember, postKey: string, wish: z.infer<typeof controlUseSchema>): Promise<void>;
  useShortcut(member: RoomMember, postKey: string, wish: z.infer<typeof shortcutUseSchema>): Promise<void>;
  command(member: RoomMember, wish: z.infer<typeof commandUseSchema>): Promise<void>;
  submitForm(member: RoomMember, wish: z.infer<typeof formSubmissionSchema>): Promise<void>;
}

export interface PeopleHandOptions {
  readonly secret: Buffer;
  readonly publicUrl: string;
  readonly commands: readonly string[];
  readonly shortcuts: readonly {
    readonly shortcut: string;
    readonly command: string;
    readonly argument: string;
  }[];
}

export function createPeopleHand(core: RoomCore, teller: FactTeller, options: PeopleHandOptions): PeopleHand {
  const { store, clock } = core;
  const keepKey = createKeyMemory();

  async function ownPost(
    member: RoomMember,
    postKey: string,
  ): Promise<{ post: PostRecord; place: RoomPlace }> {
    const found = await core.postFor(member, postKey);
    if (found.post.authorKey === member.personKey) return found;
    throw webFault("web.forbidden", "This is somebody else's post.", "Change your own posts only.");
  }

  /** Facts of one doing have one key, made of the window's own. */
  const keyOf = (type: string, member: RoomMember, clientKey: string): string =>
    `web:${type}:${member.personKey}:${clientKey}`;

  /**
   * For what changes the room at once: a key that came with other content would change the room and be an old fact to the desk.
   * What this process remembers is refused; a key from before a new start is another fact through its content.
   */
  function changeKeyOf(type: string, member: RoomMember, clientKey: string, content: unknown): string {
    const key = keyOf(type, member, clientKey);
    const mark = contentMark(content);
    keepKey(key, mark);
    return `${key}:${mark}`;
  }

  /** The post and what the desk is told of it, in one commit. */
  const writeTold = (record: NewPostRecord, member: RoomMember, place: RoomPlace) =>
    teller.tellWith(factOfPost(core, options.publicUrl, record, member, place), (event) =>
      store.addPost(record, event),
    );

  return {
    async post(member, wish, uploads) {
      const place = await core.placeFor(member, wish.channelKey);
      const threadKey = wish.threadKey === null ? null : await core.rootIn(place, wish.threadKey);
      if (wish.replyToKey !== null) await core.rootIn(place, wish.replyToKey);
      const clientKey = `${member.personKey}:${wish.clientKey}`;
      const text = cleanChatText(wish.text);
      refuseEmpty(text, uploads.length);
      // A repeated send must not store its files again.
      const before = uploads.length > 0 ? await store.findPostByClientKey(clientKey) : null;
      const { post, isNew } = before
        ? { post: before, isNew: false }
        : await writeTold(
            core.stampPost({
              channelKey: place.channelKey,
              threadKey,
              replyToKey: wish.replyToKey,
              authorKey: member.personKey,
              text,
              content: null,
              files: await keepFiles(core, uploads),
              visibleToKey: null,
              clientKey,
            }),
            member,
            place,
          );
      await core.showPost(post, place);
      // Sent again: what an earlier process did by half is healed, for the desk and, above, for windows.
      if (!isNew) await tellPost(core, teller, options.publicUrl, post, member, place);
      return post;
    },

    async edit(member, postKey, wish) {
      const { post, place } = await ownPost(member, postKey);
      const editedAt = clock.now();
      const text = cleanChatText(wish.text);
      refuseEmpty(text, post.files.length);
      const factKey = changeKeyOf("edit", member, wish.clientKey, [postKey, text]);
      const changed = await store.changePost(postKey, { text, content: post.content, editedAt });
      if (changed === null) throw webFault("web.post-deleted", "This post is deleted.", "Write a new one.");
      await core.showChange(changed, place);
      const body = { type: "edit", factKey, postKey, text } as const;
      await teller.tell(core.stamp(body, member, place, editedAt));
      return changed;
    },

    async remove(member, postKey) {
      const { place } = await ownPost(member, postKey);
      const removed = await store.removePost(postKey, clock.now());
      if (removed === null)
        throw webFault("web.post-unknown", "There is no such post here.", "Load the channel again.");
      await core.showChange(removed, place);
      const body = { type: "delete", factKey: `web:delete:${postKey}`, postKey } as const;
      await teller.tell(core.stamp(body, member, place, removed.deletedAt ?? clock.now()));
      return removed;
    },

    async react(member, postKey, wish) {
      const { post, place } = await core.postFor(member, postKey);
      const emoji = cleanChatText(wish.emoji).trim();
      if (post.deletedAt !== null || emoji === "" || /\s/u.test(emoji)) {
        throw webFault(
          "web.malformed",
          "This cannot be reacted with or to.",
          "Choose one emoji, on a post that is there.",
        );
      }
      const isKnown = post.reactions.some((one) => one.emoji === emoji);
      if (!wish.remove && !isKnown && post.reactions.length >= WEB_LIMITS.reactionsPerPost) {
        throw webFault(
          "web.too-many",
          "This post has all the reactions it can carry.",
          "Use one that is there.",
        );
      }
      const isPresent = !wish.remove;
      const factKey = changeKeyOf("reaction", member, wish.clientKey, [postKey, emoji, isPresent]);
      const changed = await store.setReaction({ postKey, personKey: member.personKey, emoji, isPresent });
      if (changed) await core.showChange(changed, place);
      const body = { type: "reaction", factKey, postKey, emoji, removed: wish.remove } as const;
      await teller.tell(core.stamp(body, member, place, clock.now()));
      return changed ?? post;
    },

    async useControl(member, postKey, wish) {
      const { post, place } = await core.postFor(member, postKey);
      if (!offers(post.content, wish.controlId, wish.value)) {
        throw webFault("web.malformed", "This post has no such button or choice.", "Load the channel again.");
      }
      const now = clock.now();
      const factKey = keyOf("control", member, wish.clientKey);
      const interactionKey = interactionKeyOf(member.personKey, now);
      const { controlId, value } = wish;
      const { threadKey } = post;
      const body = {
        type: "control",
        factKey,
        postKey,
        threadKey,
        controlId,
        value,
        interactionKey,
      } as const;
      await teller.tell(core.stamp(body, member, place, now));
    },

    async useShortcut(member, postKey, wish) {
      const { post, place } = await core.postFor(member, postKey);
      const entry = options.shortcuts.find((one) => one.shortcut === wish.shortcut);
      if (entry === undefined || post.deletedAt !== null) {
        throw webFault(
          "web.malformed",
          "There is no such entry for this post.",
          "Choose one from the post's menu.",
        );
      }
      const words = shortenText(post.text.replace(/\s+/gu, " "), WEB_LIMITS.commandText);
      const said = {
        command: entry.command,
        argumentText: `${entry.argument} ${words}`,
        threadKey: threadKeyOf(post),
      };
      await invoke(member, place, said, wish.clientKey);
    },

    async command(member, wish) {
      const place = await core.placeFor(member, wish.channelKey);
      const threadKey = wish.threadKey === null ? null : await core.rootIn(place, wish.threadKey);
      const [, command = "", argumentText = ""] =
        /^\/([a-z][a-z0-9-]*)(?:\s+([\s\S]*))?$/i.exec(wish.text.trim()) ?? [];
      const known = options.commands.find((name) => name === command.toLowerCase());
      if (known === undefined) {
        const names = options.commands.map((name) => `/${name}`).join(", ");
        throw webFault("web.unknown-command", "There is no such command.", `Use one of ${names}.`);
      }
      await invoke(member, place, { command: known, argumentText, threadKey }, wish.clientKey);
    },

    async submitForm(member, wish) {
      const now = clock.now();
      const form = unsealForm(options.secret, wish.formToken, member.personKey, now);
      const place = await core.placeFor(member, form.channelKey);
      const values = Object.fromEntries(
        Object.entries(wish.values).filter(([id]) => form.fieldIds.includes(id)),
      );
      if (form.required.some((fieldId) => (values[fieldId] ?? "").trim() === "")) {
        throw webFault("web.malformed", "A field that is needed is empty.", "Fill in the marked fields.");
      }
      const factKey = keyOf("form", member, wish.clientKey);
      const interactionKey = interactionKeyOf(member.personKey, now);
      const { formId, value } = form;
      await teller.tell(
        core.stamp({ type: "form", factKey, formId, value, values, interactionKey }, member, place, now),
      );
    },
  };

  async function invoke(
    member: RoomMember,
    place: RoomPlace,
    said: { readonly command: string; readonly argumentText: string; readonly threadKey: string | null },
    clientKey: string,
  ): Promise<void> {
    const now = clock.now();
    const factKey = keyOf("command", member, clientKey);
    const interactionKey = interactionKeyOf(member.personKey, now);
    await teller.tell(core.stamp({ type: "command", factKey, ...said, interactionKey }, member, place, now));
  }
}

function refuseEmpty(text: string, fileCount: number): void {
  if (text.trim() !== "" || fileCount > 0) return;
  throw webFault("web.malformed", "The post is empty.", "Write something or attach a file.");
}

/** A window can press only what the post it names offers. */
function offers(content: MessageContent | null, controlId: string, value: string): boolean {
  const controls =
    content?.blocks.flatMap((block) => (block.type === "controls" ? block.controls : [])) ?? [];
  return controls.some(
    (control) =>
      control.controlId === controlId &&
      (control.type === "button"
        ? control.value === value
        : control.options.some((option) => option.value === value)),
  );
}
