import { Avatar } from "../../ui/parts.tsx";
import type { Room } from "./room.ts";

/** What is on its way, and what could not be sent, with its cure. */
export function UnsentList({
  room,
  channelKey,
  threadKey,
}: {
  readonly room: Room;
  readonly channelKey: string;
  readonly threadKey: string | null;
}) {
  const mine = room.unsent.value.filter(
    (one) => one.channelKey === channelKey && one.threadKey === threadKey,
  );
  const you = room.state.value?.you;
  return (
    <>
      {mine.map((one) => (
        <article key={one.clientKey} class="message message-unsent">
          <div class="message-side">
            <Avatar name={you?.displayName ?? "?"} />
          </div>
          <div class="message-body">
            <p class="message-head">
              <strong>{you?.displayName}</strong>
              <span class="faint">{one.fault ? "not sent" : "sending…"}</span>
            </p>
            <p class="words">{one.text}</p>
            {one.fault ? (
              <p class="field-fault" role="alert">
                {one.fault.message} {one.fault.cure}
                <button type="button" class="link-button" onClick={() => void room.retry(one)}>
                  Send again
                </button>
                <button type="button" class="link-button" onClick={() => room.forget(one)}>
                  Discard
                </button>
              </p>
            ) : null}
          </div>
        </article>
      ))}
    </>
  );
}
