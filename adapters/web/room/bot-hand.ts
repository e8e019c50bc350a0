import type { Form, MessageContent } from "../../../src/domain/message-content.ts";
import { HOUR } from "../../../src/domain/time.ts";
import type { PostRecord, RoomMember, RoomPlace } from "../../../src/ports/stores/web-room-store.ts";
import { BOT_KEY, BOT_NAME, type RoomEvent } from "../contract.ts";
import { webFault } from "../errors.ts";
import { type RoomCore, unknownPost } from "./core.ts";
import { sealForm } from "./form-token.ts";
import { maySeePlace } from "./who-sees.ts";

const FORM_MS = 1 * HOUR;

export interface BotPost {
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly text: string;
  readonly content: MessageContent;
  /** The one person who is to see it; `null` for everybody there. */
  readonly visibleToKey: string | null;
  /** The same key is the same post. */
  readonly clientKey: string;
}

/** What the bot may do here: the room's counterpart of a platform's Web API. Throws `web.*` for what cannot be. */
export interface BotHand {
  post(post: BotPost): Promise<PostRecord>;
  findByClientKey(clientKey: string): Promise<PostRecord | null>;
  update(
    postKey: string,
    message: { readonly text: string; readonly content: MessageContent },
  ): Promise<PostRecord>;
  remove(postKey: string): Promise<void>;
  react(postKey: string, emoji: string, isPresent: boolean): Promise<void>;
  openForm(opening: {
    readonly personKey: string;
    readonly channelKey: string;
    readonly threadKey: string | null;
    readonly form: Form;
  }): Promise<void>;
  /** The direct channel of a person; made when it is missing. */
  directChannel(personKey: string): Promise<RoomPlace>;
}

const botClientKey = (clientKey: string): string => `${BOT_KEY}:${clientKey}`;

export function createBotHand(core: RoomCore, secret: Buffer): BotHand {
  const { store, directory, clock } = core;

  async function placeOf(channelKey: string): Promise<RoomPlace> {
    const place = await directory.place(channelKey);
    if (place) return place;
    throw webFault("web.channel-unknown", "The room has no such channel.", "Check the channel's key.");
  }

  async function memberOf(personKey: string): Promise<RoomMember> {
    const member = await directory.member(personKey);
    if (member) return member;
    throw webFault("web.persona-unknown", "The room has no such person.", "Check the person's key.");
  }

  async function ownPost(postKey: string): Promise<PostRecord> {
    const post = await store.getPost(postKey);
    if (post === null) throw unknownPost();
    if (post.authorKey === BOT_KEY) return post;
    throw webFault("web.forbidden", "This is not the bot's post.", "Change the bot's own posts only.");
  }

  async function show(post: PostRecord | null): Promise<PostRecord> {
    if (post === null) throw webFault("web.post-deleted", "This post is deleted.", "Post anew.");
    await core.showChange(post, await placeOf(post.channelKey));
    return post;
  }

  return {
    async post({ channelKey, threadKey, text, content, visibleToKey, clientKey }) {
      const place = await placeOf(channelKey);
      const root = threadKey === null ? null : await core.rootIn(place, threadKey);
      if (visibleToKey !== null && !maySeePlace(await memberOf(visibleToKey), place)) {
        throw webFault("web.forbidden", "The person cannot see this channel.", "Send a direct message.");
      }
      const record = core.stampPost({
        channelKey,
        threadKey: root,
        replyToKey: null,
        authorKey: BOT_KEY,
        text,
        content,
        files: [],
        visibleToKey,
        clientKey: botClientKey(clientKey),
      });
      // Sent again: an earlier process may have ended before it had shown it.
      const { post } = await store.addPost(record);
      await core.showPost(post, place);
      return post;
    },

    findByClientKey: (clientKey) => store.findPostByClientKey(botClientKey(clientKey)),

    async update(postKey, message) {
      await ownPost(postKey);
      return show(await store.changePost(postKey, { ...message, editedAt: clock.now() }));
    },

    async remove(postKey) {
      await ownPost(postKey);
      await show(await store.removePost(postKey, clock.now()));
    },

    async react(postKey, emoji, isPresent) {
      const post = await store.setReaction({ postKey, personKey: BOT_KEY, emoji, isPresent });
      if (post === null) throw unknownPost();
      await show(post);
    },

    async openForm({ personKey, channelKey, threadKey, form }) {
      await memberOf(personKey);
      const event: RoomEvent = {
        type: "form-opened",
        // Readonly arrays of the domain are plain ones on the wire.
        form: form as Extract<RoomEvent, { type: "form-opened" }>["form"],
        channelKey,
        threadKey,
        formToken: sealForm(secret, {
          formId: form.formId,
          value: form.value,
          personKey,
          channelKey,
          threadKey,
          fieldIds: form.fields.map((field) => field.fieldId),
          required: form.fields.filter((field) => !field.optional).map((field) => field.fieldId),
          expiresAtMs: clock.now().getTime() + FORM_MS,
        }),
      };
      core.feed.publish(event, (member) => member.personKey === personKey);
      await store.announce({ kind: "form-opened", personKey, eventJson: JSON.stringify(event) });
    },

    async directChannel(personKey) {
      const { place, isNew } = await directory.directPlace(await memberOf(personKey), BOT_NAME);
      if (isNew) await core.showPlace(place);
      return place;
    },
  };
}
