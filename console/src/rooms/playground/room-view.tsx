import { useEffect, useMemo } from "preact/hooks";
import type { Personas, RoomChannel, RoomPost } from "../../../../adapters/web/contract.ts";
import { actingName, actingRole, operatorAsCustomer, operatorAsStaff, persona } from "../../lib/persona.ts";
import { go, query, segments, setQuery } from "../../lib/router.ts";
import { me } from "../../lib/session.ts";
import { FaultPanel, Skeleton } from "../../ui/states.tsx";
import { attempt } from "../../ui/toasts.tsx";
import { ChannelList, PersonaSwitch } from "./channel-list.tsx";
import { ChannelPane } from "./channel-pane.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { OperatorPanel } from "./operator-panel.tsx";
import type { Room } from "./room.ts";
import { ThreadPanel } from "./thread-panel.tsx";
import { watchTurns } from "./turns.ts";
import type { View } from "./view.ts";

export function RoomView({ room, personas }: { readonly room: Room; readonly personas: Personas }) {
  const turns = useMemo(() => watchTurns(room), [room]);
  useEffect(() => () => turns.stop(), [turns]);

  const state = room.state.value;
  const channels = state?.channels ?? [];
  const [, asked = null, target = null] = segments.value;
  const channel = channels.find((one) => one.channelKey === asked) ?? null;
  const isCustomer = state?.you.role === "customer";
  const isOperator = mayOperate() && (isCustomer ? operatorAsCustomer : operatorAsStaff).value === "on";
  const threadKey = query.value.get("thread");
  const didPost = isOperator ? query.value.get("did") : null;

  const view: View = {
    channelKey: channel?.channelKey ?? null,
    threadKey,
    didPost,
    target,
    isOperator,
    turnsOf: (postKey) => turns.byPost.value.get(postKey) ?? [],
    openThread: (postKey) => setQuery({ thread: postKey }),
    openTurn: (postKey) => setQuery({ did: postKey }),
  };

  useEffect(() => {
    if (!state) return;
    persona.value = state.you.personKey;
    actingName.value = isCustomer ? "" : state.you.displayName;
    actingRole.value = isCustomer ? "" : state.you.role;
  }, [state?.you.personKey]);
  useFirstChannel(channels, asked);
  useEffect(() => {
    if (channel && target) void showTarget(room, channel.channelKey, target);
  }, [channel?.channelKey, target]);
  useChannelKeys(channels, channel?.channelKey ?? null);
  const shown = [...room.posts.value.values()].filter(
    (post) => post.channelKey === channel?.channelKey || post.postKey === didPost,
  );
  useEffect(() => {
    turns.want(isOperator ? shown : []);
  }, [isOperator, channel?.channelKey, room.posts.value]);

  if (!state) {
    return room.fault.value ? (
      <FaultPanel fault={room.fault.value} retry={room.load} />
    ) : (
      <Skeleton rows={8} />
    );
  }
  const inPanel = didPost ?? (isOperator ? newestHandled(shown, view) : null);
  const toggleOperator = () => {
    (isCustomer ? operatorAsCustomer : operatorAsStaff).value = isOperator ? "off" : "on";
    if (isOperator) setQuery({ did: null }, "replace");
  };
  return (
    <div class={paneClasses(asked !== null, threadKey !== null, isOperator)}>
      <aside class="pane-channels">
        <PersonaSwitch
          people={personas.people}
          chosen={state.you.personKey}
          onChoose={(key) => {
            persona.value = key;
            go("/playground", "replace");
          }}
        />
        <ChannelList room={room} chosen={channel?.channelKey ?? null} />
      </aside>
      {channel ? (
        <ChannelPane
          room={room}
          view={view}
          channel={channel}
          onToggleOperator={mayOperate() ? toggleOperator : null}
        />
      ) : (
        <div class="pane-messages" />
      )}
      {channel && threadKey ? (
        <ThreadPanel
          key={threadKey}
          room={room}
          view={view}
          channelKey={channel.channelKey}
          rootKey={threadKey}
          channelName={channel.name}
          onClose={() => setQuery({ thread: null })}
        />
      ) : null}
      {isOperator ? (
        <OperatorPanel
          post={inPanel ? (room.posts.value.get(inPanel) ?? null) : null}
          isChosen={didPost !== null}
          turns={inPanel ? view.turnsOf(inPanel) : []}
          fault={turns.fault.value}
          retry={turns.reload}
          isCustomer={isCustomer}
          onClose={() => (didPost ? setQuery({ did: null }) : toggleOperator())}
        />
      ) : null}
      {room.form.value ? <FormDialog key={room.form.value.formToken} room={room} /> : null}
      <p class="hidden-words" role="status">
        {room.connection.value === "lost" ? "The connection is lost. Reconnecting." : ""}
      </p>
    </div>
  );
}

/** Nothing chosen: the panel follows the newest message that was handled. */
function newestHandled(posts: readonly RoomPost[], view: View): string | null {
  const handled = posts.filter((post) => view.turnsOf(post.postKey).length > 0).map((post) => post.postKey);
  return handled.sort().at(-1) ?? null;
}

/** A customer's account never sees what was read; on loopback the operator counts as admin. */
const mayOperate = (): boolean => me.value?.person != null && me.value.person.role !== "customer";

const paneClasses = (hasChannel: boolean, hasThread: boolean, isOperator: boolean): string =>
  [
    "panes",
    hasChannel ? "panes-channel" : "",
    hasThread ? "panes-thread" : "",
    isOperator ? "panes-operator" : "",
  ].join(" ");

const NARROW = "(max-width: 720px)";

/** Without a channel in the address the first one opens; on a narrow screen the list is the first page. */
function useFirstChannel(channels: readonly RoomChannel[], asked: string | null): void {
  const first = channels[0]?.channelKey;
  const isKnown = channels.some((channel) => channel.channelKey === asked);
  useEffect(() => {
    if (first === undefined || isKnown) return;
    if (asked === null && matchMedia(NARROW).matches) return;
    go(`/playground/${encodeURIComponent(first)}`, "replace");
  }, [first, isKnown]);
}

/** A permalink may name a reply: then its thread is opened. */
async function showTarget(room: Room, channelKey: string, target: string): Promise<void> {
  const answer = await attempt(() => room.change(() => room.client.post(target)));
  if (!answer) return;
  const root = answer.post.threadKey;
  if (root && answer.post.channelKey === channelKey) setQuery({ thread: root }, "replace");
}

function useChannelKeys(channels: readonly RoomChannel[], chosen: string | null): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isFree = !event.defaultPrevented && !document.querySelector("dialog[open]");
      if (event.key === "Escape" && isFree && query.value.get("thread")) setQuery({ thread: null });
      const step =
        event.altKey && event.key === "ArrowDown" ? 1 : event.altKey && event.key === "ArrowUp" ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      const at = channels.findIndex((channel) => channel.channelKey === chosen);
      const next = channels[(at + step + channels.length) % channels.length];
      if (next) go(`/playground/${encodeURIComponent(next.channelKey)}`);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [channels, chosen]);
}
