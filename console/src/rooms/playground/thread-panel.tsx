import { useEffect, useState } from "preact/hooks";
import { asFault, type Fault } from "../../lib/api.ts";
import { Icon } from "../../ui/icon.tsx";
import { FaultPanel, Skeleton } from "../../ui/states.tsx";
import { Composer } from "./composer.tsx";
import { MessageList } from "./message-list.tsx";
import { repliesOf } from "./posts.ts";
import type { Room } from "./room.ts";
import type { View } from "./view.ts";

export function ThreadPanel({
  room,
  view,
  channelKey,
  rootKey,
  channelName,
  onClose,
}: {
  readonly room: Room;
  readonly view: View;
  readonly channelKey: string;
  readonly rootKey: string;
  readonly channelName: string;
  readonly onClose: () => void;
}) {
  const [fault, setFault] = useState<Fault | null>(null);
  const load = () => {
    setFault(null);
    return room.openThread(channelKey, rootKey).catch((error: unknown) => setFault(asFault(error)));
  };
  useEffect(() => void load(), [room, channelKey, rootKey]);
  const root = room.posts.value.get(rootKey);
  return (
    <section class="side-panel thread-panel" aria-label="Thread">
      <header class="side-head">
        <div>
          <h2>Thread</h2>
          <p class="faint cut">{channelName}</p>
        </div>
        <button type="button" class="icon-button" aria-label="Close the thread" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {fault ? <FaultPanel fault={fault} retry={load} /> : null}
      {root ? (
        <MessageList
          posts={[root, ...repliesOf(room.posts.value, rootKey)]}
          room={room}
          view={view}
          channelKey={channelKey}
          threadKey={rootKey}
          label="Messages of the thread"
        />
      ) : fault ? null : (
        <Skeleton rows={4} />
      )}
      <Composer
        key={`${channelKey}/${rootKey}`}
        room={room}
        channelKey={channelKey}
        threadKey={rootKey}
        hint="Reply"
      />
    </section>
  );
}
