import { useEffect, useRef, useState } from "preact/hooks";
import type { RoomPost } from "../../../../adapters/web/contract.ts";
import { attempt } from "../../ui/toasts.tsx";
import type { Room } from "./room.ts";
import { newClientKey } from "./room-client.ts";

export function EditBox({
  post,
  room,
  onDone,
}: {
  readonly post: RoomPost;
  readonly room: Room;
  readonly onDone: () => void;
}) {
  const [text, setText] = useState(post.text);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, []);
  const save = async () => {
    if (text.trim() === "" || text === post.text) return onDone();
    const answer = await attempt(() =>
      room.change(() => room.client.editPost(post.postKey, { clientKey: newClientKey(), text })),
    );
    if (!answer) return;
    onDone();
  };
  return (
    <div class="edit-box">
      <textarea
        ref={box}
        class="input"
        aria-label="Edit message"
        rows={Math.min(8, text.split("\n").length + 1)}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            onDone();
          } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            void save();
          }
        }}
      />
      <p class="edit-actions">
        <button type="button" class="button button-small button-primary" onClick={() => void save()}>
          Save
        </button>
        <button type="button" class="button button-small" onClick={onDone}>
          Cancel
        </button>
      </p>
    </div>
  );
}
