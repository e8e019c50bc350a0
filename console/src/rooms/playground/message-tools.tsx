import { useRef, useState } from "preact/hooks";
import type { RoomPost } from "../../../../adapters/web/contract.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Popover } from "../../ui/popover.tsx";
import { attempt, tell } from "../../ui/toasts.tsx";
import { EMOJI, toggleReaction } from "./reactions.tsx";
import type { Room } from "./room.ts";
import { newClientKey } from "./room-client.ts";
import { mayHaveTurn } from "./turns.ts";
import type { View } from "./view.ts";

interface ToolsProps {
  readonly post: RoomPost;
  readonly room: Room;
  readonly view: View;
  readonly isMine: boolean;
  readonly inThread: boolean;
  readonly onEdit: () => void;
}

export function MessageTools({ post, room, view, isMine, inThread, onEdit }: ToolsProps) {
  const [shown, setShown] = useState<"emoji" | "more" | null>(null);
  const [isAsking, setAsking] = useState(false);
  const tools = useRef<HTMLDivElement>(null);
  const close = () => setShown(null);
  const remove = async () => {
    setAsking(false);
    await attempt(() => room.change(() => room.client.deletePost(post.postKey)));
  };
  return (
    <div class={`message-tools ${shown ? "message-tools-open" : ""}`} ref={tools}>
      {post.isEphemeral ? null : (
        <>
          <button
            type="button"
            class="icon-button"
            aria-label="React"
            title="React"
            aria-expanded={shown === "emoji"}
            onClick={() => setShown("emoji")}
          >
            <Icon name="smile" size={18} />
          </button>
          {inThread || post.threadKey ? null : (
            <button
              type="button"
              class="icon-button"
              aria-label="Reply in thread"
              title="Reply in thread"
              onClick={() => view.openThread(post.postKey)}
            >
              <Icon name="thread" size={18} />
            </button>
          )}
          {view.isOperator && mayHaveTurn(post) ? (
            <button
              type="button"
              class="icon-button"
              aria-label="What Rapport did"
              title="What Rapport did"
              onClick={() => view.openTurn(post.postKey)}
            >
              <Icon name="eye" size={18} />
            </button>
          ) : null}
        </>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label="More"
        title="More"
        aria-expanded={shown === "more"}
        onClick={() => setShown("more")}
      >
        <Icon name="more" size={18} />
      </button>
      {shown === "emoji" ? (
        <Popover label="Reactions" anchor={tools} onClose={close}>
          <div class="emoji-grid">
            {EMOJI.map(([emoji, name]) => (
              <button
                key={emoji}
                type="button"
                class="emoji"
                aria-label={name}
                title={name}
                onClick={() => {
                  close();
                  void toggleReaction(room, post, emoji);
                }}
              >
                {emoji}
              </button>
            ))}
          </div>
        </Popover>
      ) : null}
      {shown === "more" ? (
        <Popover label="More" anchor={tools} onClose={close}>
          <MoreMenu
            post={post}
            room={room}
            isMine={isMine}
            onEdit={onEdit}
            onDelete={() => setAsking(true)}
            onClose={close}
          />
        </Popover>
      ) : null}
      {isAsking ? (
        <Confirm
          title="Delete this message?"
          says="Everybody in the channel stops seeing it. What was read from it is removed too."
          label="Delete"
          onYes={() => void remove()}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}

function MoreMenu({
  post,
  room,
  isMine,
  onEdit,
  onDelete,
  onClose,
}: {
  readonly post: RoomPost;
  readonly room: Room;
  readonly isMine: boolean;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}) {
  const entry = (label: string, onChoose: () => unknown) => (
    <button
      key={label}
      type="button"
      class="menu-entry"
      onClick={() => {
        onClose();
        void onChoose();
      }}
    >
      {label}
    </button>
  );
  const copyLink = async () => {
    await navigator.clipboard.writeText(
      new URL(`/playground/${post.channelKey}/${post.postKey}`, location.href).href,
    );
    tell("good", "Link copied.");
  };
  const shortcuts = room.state.value?.shortcuts ?? [];
  return (
    <div class="menu">
      {isMine && !post.content ? entry("Edit", onEdit) : null}
      {entry("Copy link", copyLink)}
      {post.isEphemeral || post.author.role === "bot"
        ? null
        : shortcuts.map(({ shortcut, label }) =>
            entry(label, () =>
              attempt(() => room.client.useShortcut(post.postKey, { clientKey: newClientKey(), shortcut })),
            ),
          )}
      {isMine && !post.isEphemeral ? entry("Delete", onDelete) : null}
    </div>
  );
}
