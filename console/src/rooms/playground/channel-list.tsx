import type { RoomChannel, RoomPerson } from "../../../../adapters/web/contract.ts";
import { Icon } from "../../ui/icon.tsx";
import { Avatar } from "../../ui/parts.tsx";
import type { Room } from "./room.ts";

const GROUPS: readonly (readonly [RoomChannel["kind"], string])[] = [
  ["public", "Channels"],
  ["staff", "Staff"],
  ["direct", "Direct messages"],
];

export function ChannelList({ room, chosen }: { readonly room: Room; readonly chosen: string | null }) {
  const channels = room.state.value?.channels ?? [];
  return (
    <nav class="channels" aria-label="Channels">
      {GROUPS.map(([kind, label]) => {
        const own = channels.filter((channel) => channel.kind === kind);
        if (own.length === 0) return null;
        return (
          <section key={kind}>
            <h3 class="channels-head">{label}</h3>
            <ul>
              {own.map((channel) => (
                <li key={channel.channelKey}>
                  <ChannelLink channel={channel} room={room} isChosen={channel.channelKey === chosen} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

function ChannelLink({
  channel,
  room,
  isChosen,
}: {
  readonly channel: RoomChannel;
  readonly room: Room;
  readonly isChosen: boolean;
}) {
  const isUnread = !isChosen && room.marks.isUnread(channel.channelKey);
  const isDirect = channel.kind === "direct";
  return (
    <a
      class={isUnread ? "channel channel-unread" : "channel"}
      href={`/playground/${encodeURIComponent(channel.channelKey)}`}
      aria-current={isChosen ? "page" : undefined}
    >
      {isDirect ? (
        <Avatar name="Rapport" isBot size="small" />
      ) : (
        <Icon name={channel.kind === "staff" ? "lock" : "hash"} size={16} />
      )}
      <span class="cut">{isDirect ? (room.state.value?.bot.displayName ?? channel.name) : channel.name}</span>
      {isUnread ? (
        <span class="dot">
          <span class="hidden-words">unread</span>
        </span>
      ) : null}
    </a>
  );
}

const ROLE_LABEL: Readonly<Record<string, string>> = {
  customer: "Customers",
  agent: "Agents",
  manager: "Managers",
  admin: "Admins",
};

/** Who this window is; another window may be somebody else. */
export function PersonaSwitch({
  people,
  chosen,
  onChoose,
}: {
  readonly people: readonly RoomPerson[];
  readonly chosen: string;
  readonly onChoose: (personKey: string) => void;
}) {
  const you = people.find((person) => person.personKey === chosen);
  const other = people.find((person) => person.role !== you?.role);
  const groups = Object.entries(ROLE_LABEL).map(([role, label]) => ({
    label,
    people: people.filter((person) => person.role === role),
  }));
  return (
    <div class="persona">
      <label class="persona-label">
        <span>You are</span>
        <select
          class="input input-small"
          value={chosen}
          onChange={(event) => onChoose(event.currentTarget.value)}
        >
          {groups
            .filter((group) => group.people.length > 0)
            .map((group) => (
              <optgroup key={group.label} label={group.label}>
                {group.people.map((person) => (
                  <option key={person.personKey} value={person.personKey}>
                    {person.displayName}
                  </option>
                ))}
              </optgroup>
            ))}
        </select>
      </label>
      {other ? (
        <a
          class="persona-window"
          href={`/playground?as=${encodeURIComponent(other.personKey)}`}
          target="_blank"
          rel="noopener"
        >
          <Icon name="window" size={16} />
          <span class="cut">Second window as {other.displayName}</span>
        </a>
      ) : null}
    </div>
  );
}
