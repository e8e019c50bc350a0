import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RoomPost } from "../../../../adapters/web/contract.ts";
import { dayHeading } from "../../lib/format.ts";
import { now } from "../../lib/now.ts";
import { attempt } from "../../ui/toasts.tsx";
import { Message } from "./message.tsx";
import { continues } from "./posts.ts";
import type { Room } from "./room.ts";
import { UnsentList } from "./unsent-list.tsx";
import type { View } from "./view.ts";

const NEAR_END_PX = 120;

interface ListProps {
  readonly posts: readonly RoomPost[];
  readonly room: Room;
  readonly view: View;
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly label: string;
}

/** Posts by day, oldest first; stays at the end unless the reader has gone up. */
export function MessageList({ posts, room, view, channelKey, threadKey, label }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const staysAtEnd = useRef(true);
  const lastTop = useRef(0);
  const place = `${channelKey}/${threadKey ?? ""}`;
  const unsentCount = room.unsent.value.length;

  useLayoutEffect(() => {
    staysAtEnd.current = true;
  }, [place]);
  const goToEnd = () => {
    const box = list.current;
    if (box && staysAtEnd.current) box.scrollTop = box.scrollHeight;
  };
  useLayoutEffect(goToEnd);
  useEffect(() => {
    if (!view.target) return;
    const target = list.current?.querySelector(`[data-post="${CSS.escape(view.target)}"]`);
    if (!target) return;
    staysAtEnd.current = false;
    target.scrollIntoView({ block: "center" });
  }, [view.target, posts.length > 0]);

  return (
    <div
      class="message-list"
      ref={list}
      role="log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={(event) => {
        const box = event.currentTarget;
        const isNearEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
        // A picture that came in moves the end away; only the reader goes up.
        staysAtEnd.current = isNearEnd || (staysAtEnd.current && box.scrollTop >= lastTop.current);
        lastTop.current = box.scrollTop;
      }}
      onLoadCapture={goToEnd}
    >
      <div class="message-pad" />
      {threadKey === null ? <Older room={room} channelKey={channelKey} list={list} /> : null}
      {posts.map((post, index) => {
        const above = posts[index - 1];
        const startsDay = threadKey === null && isNewDay(above, post);
        return (
          <Fragment key={post.postKey}>
            {startsDay ? (
              <p class="day">
                <span>{dayHeading(post.postedAt, now.value)}</span>
              </p>
            ) : null}
            <Message
              post={post}
              room={room}
              view={view}
              isContinued={!startsDay && continues(above, post)}
              inThread={threadKey !== null}
            />
            {threadKey !== null && index === 0 && posts.length > 1 ? (
              <p class="day">
                <span>{posts.length === 2 ? "1 reply" : `${posts.length - 1} replies`}</span>
              </p>
            ) : null}
          </Fragment>
        );
      })}
      {unsentCount > 0 ? <UnsentList room={room} channelKey={channelKey} threadKey={threadKey} /> : null}
    </div>
  );
}

const isNewDay = (above: RoomPost | undefined, post: RoomPost): boolean =>
  !above || new Date(above.postedAt).toDateString() !== new Date(post.postedAt).toDateString();

function Older({
  room,
  channelKey,
  list,
}: {
  readonly room: Room;
  readonly channelKey: string;
  readonly list: { readonly current: HTMLDivElement | null };
}) {
  const [isBusy, setBusy] = useState(false);
  if (!room.hasOlder.value.get(channelKey)) return null;
  const load = async () => {
    setBusy(true);
    const box = list.current;
    const fromEnd = box ? box.scrollHeight - box.scrollTop : 0;
    await attempt(() => room.loadOlder(channelKey));
    setBusy(false);
    requestAnimationFrame(() => {
      if (box) box.scrollTop = box.scrollHeight - fromEnd;
    });
  };
  return (
    <p class="older">
      <button type="button" class="button button-small" disabled={isBusy} onClick={() => void load()}>
        {isBusy ? "Loading…" : "Show earlier messages"}
      </button>
    </p>
  );
}
