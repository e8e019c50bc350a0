import type { RoomPost } from "../../../../adapters/web/contract.ts";
import { ContentView } from "../../chat/content-view.tsx";
import { FileLink } from "../../chat/file-link.tsx";
import { Words } from "../../chat/words.tsx";
import { clockTime, moment } from "../../lib/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Avatar } from "../../ui/parts.tsx";
import { attempt } from "../../ui/toasts.tsx";
import { EditBox } from "./edit-box.tsx";
import { MessageTools } from "./message-tools.tsx";
import { Reactions } from "./reactions.tsx";
import type { Room } from "./room.ts";
import { newClientKey } from "./room-client.ts";
import { TurnLine } from "./turn-line.tsx";
import type { View } from "./view.ts";

interface MessageProps {
  readonly post: RoomPost;
  readonly room: Room;
  readonly view: View;
  readonly isContinued: boolean;
  readonly inThread: boolean;
}

export function Message({ post, room, view, isContinued, inThread }: MessageProps) {
  const isEditing = room.editing.value === post.postKey;
  const edit = (postKey: string | null) => {
    room.editing.value = postKey;
  };
  const isMine = post.author.personKey === room.client.personaKey;
  const isTarget = view.target === post.postKey;
  const classes = [
    "message",
    isContinued ? "message-continued" : "",
    post.isEphemeral ? "message-ephemeral" : "",
    isTarget ? "message-target" : "",
    view.didPost === post.postKey ? "message-chosen" : "",
  ];
  return (
    <article
      class={classes.join(" ")}
      id={`post-${post.postKey}`}
      data-post={post.postKey}
      aria-label={labelOf(post)}
    >
      <div class="message-side">
        {isContinued ? (
          <time class="message-side-time" dateTime={post.postedAt}>
            {clockTime(post.postedAt)}
          </time>
        ) : (
          <Avatar name={post.author.displayName} isBot={post.author.role === "bot"} />
        )}
      </div>
      <div class="message-body">
        {isContinued ? null : <Head post={post} />}
        {post.isEphemeral ? (
          <p class="message-mark">
            <Icon name="eye" size={16} /> Only visible to you
          </p>
        ) : null}
        {isEditing ? (
          <EditBox post={post} room={room} onDone={() => edit(null)} />
        ) : (
          <Said post={post} room={room} />
        )}
        <Reactions post={post} room={room} />
        {inThread || post.threadKey ? null : <ThreadLink post={post} view={view} />}
        <TurnLine post={post} view={view} />
      </div>
      {post.deletedAt ? null : (
        <MessageTools
          post={post}
          room={room}
          view={view}
          isMine={isMine}
          inThread={inThread}
          onEdit={() => edit(post.postKey)}
        />
      )}
    </article>
  );
}

const labelOf = (post: RoomPost): string => `${post.author.displayName}, ${clockTime(post.postedAt)}`;

function Head({ post }: { readonly post: RoomPost }) {
  const { role } = post.author;
  return (
    <p class="message-head">
      <strong>{post.author.displayName}</strong>
      {role === "customer" ? null : <span class="role-tag">{role === "bot" ? "bot" : role}</span>}
      <time dateTime={post.postedAt} title={moment(post.postedAt)}>
        {clockTime(post.postedAt)}
      </time>
    </p>
  );
}

function Said({ post, room }: { readonly post: RoomPost; readonly room: Room }) {
  if (post.deletedAt) return <p class="message-deleted">This message was deleted.</p>;
  const names = (room.state.value?.people ?? []).map((person) => person.displayName).concat("rapport");
  const press = async (controlId: string, value: string) => {
    await attempt(() =>
      room.client.useControl(post.postKey, { clientKey: newClientKey(), controlId, value }),
    );
  };
  return (
    <>
      {post.content ? (
        <ContentView
          content={post.content}
          fileUrl={(file) => room.client.fileUrl(post.postKey, file)}
          onControl={press}
        />
      ) : post.text ? (
        <Words text={post.text} names={names} />
      ) : null}
      {post.editedAt && !post.content ? <span class="faint message-edited">edited</span> : null}
      <Files post={post} room={room} />
    </>
  );
}

function Files({ post, room }: { readonly post: RoomPost; readonly room: Room }) {
  // Pictures inside a card are blocks of their own.
  const shown = post.content ? [] : post.files;
  if (shown.length === 0) return null;
  return (
    <ul class="files" aria-label="Files">
      {shown.map((file) => {
        const url = room.client.fileUrl(post.postKey, file);
        return (
          <li key={file.fileId}>
            {file.mediaType.startsWith("image/") ? (
              <a class="content-image" href={url} target="_blank" rel="noopener">
                <img src={url} alt={file.name} loading="lazy" />
              </a>
            ) : (
              <FileLink file={file} url={url} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function ThreadLink({ post, view }: { readonly post: RoomPost; readonly view: View }) {
  if (post.replyCount === 0) return null;
  return (
    <button type="button" class="thread-link" onClick={() => view.openThread(post.postKey)}>
      <Icon name="thread" size={16} />
      {post.replyCount === 1 ? "1 reply" : `${post.replyCount} replies`}
      {post.lastReplyAt ? <span class="faint">last at {clockTime(post.lastReplyAt)}</span> : null}
    </button>
  );
}
