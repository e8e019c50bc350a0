import { useEffect } from "preact/hooks";
import type { RoomChannel } from "../../../../adapters/web/contract.ts";
import { Icon } from "../../ui/icon.tsx";
import { FaultPanel } from "../../ui/states.tsx";
import { Composer } from "./composer.tsx";
import { Connection } from "./connection.tsx";
import { MessageList } from "./message-list.tsx";
import { topOf } from "./posts.ts";
import type { Room } from "./room.ts";
import type { View } from "./view.ts";

const KIND_NOTE: Readonly<Record<RoomChannel["kind"], string>> = {
  public: "Everybody can read this channel",
  staff: "Staff only",
  direct: "Between you and Rapport",
};

export function ChannelPane({
  room,
  view,
  channel,
  onToggleOperator,
}: {
  readonly room: Room;
  readonly view: View;
  readonly channel: RoomChannel;
  /** `null` for those who may not see what was read. */
  readonly onToggleOperator: (() => void) | null;
}) {
  const { channelKey } = channel;
  const isDirect = channel.kind === "direct";
  const name = isDirect ? (room.state.value?.bot.displayName ?? channel.name) : channel.name;
  const posts = topOf(room.posts.value, channelKey);
  useEffect(() => void room.openChannel(channelKey), [room, channelKey]);
  useEffect(() => {
    const seen = () => {
      if (!document.hidden) room.marks.read(channelKey);
    };
    seen();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [room, channelKey, posts.length]);

  return (
    <section class="pane-messages" aria-label={`Channel ${name}`}>
      <header class="channel-head">
        <a class="icon-button only-narrow" href="/playground" aria-label="All channels">
          <Icon name="back" />
        </a>
        <div class="channel-title">
          <h1>
            {isDirect ? null : <Icon name={channel.kind === "staff" ? "lock" : "hash"} size={18} />}
            <span class="cut">{name}</span>
          </h1>
          <p class="faint cut">{KIND_NOTE[channel.kind]}</p>
        </div>
        <Connection room={room} />
        {onToggleOperator ? (
          <button
            type="button"
            class="switch"
            role="switch"
            aria-checked={view.isOperator}
            title="Shows what Rapport read and did. Customers never see this."
            onClick={onToggleOperator}
          >
            <span class="switch-track" aria-hidden="true" />
            <span class="switch-words">Operator view</span>
          </button>
        ) : null}
      </header>
      {room.fault.value ? <FaultPanel fault={room.fault.value} retry={room.load} /> : null}
      <MessageList
        posts={posts}
        room={room}
        view={view}
        channelKey={channelKey}
        threadKey={null}
        label={`Messages in ${name}`}
      />
      {posts.length === 0 ? <FirstWords channel={channel} name={name} /> : null}
      <Composer
        key={`${room.client.personaKey}/${channelKey}`}
        room={room}
        channelKey={channelKey}
        threadKey={null}
        hint={isDirect ? `Message ${name}` : `Message #${name}`}
        onEditLast={() => {
          const mine = posts.findLast(
            (post) => post.author.personKey === room.client.personaKey && !post.deletedAt,
          );
          if (mine) room.editing.value = mine.postKey;
        }}
      />
    </section>
  );
}

function FirstWords({ channel, name }: { readonly channel: RoomChannel; readonly name: string }) {
  return (
    <div class="first-words">
      <p class="empty-title">Nothing was said in {name} yet</p>
      <p>
        {channel.kind === "staff"
          ? "Cards about customers who need a human appear here."
          : "Ask something in your own words. Type / for commands, @rapport to ask the bot directly."}
      </p>
    </div>
  );
}
