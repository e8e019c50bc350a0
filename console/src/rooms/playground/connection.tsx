import { Icon } from "../../ui/icon.tsx";
import type { Room } from "./room.ts";

export function Connection({ room }: { readonly room: Room }) {
  const how = room.connection.value;
  if (how === "live") {
    return (
      <span class="live" title="Messages arrive live">
        <span class="live-dot" aria-hidden="true" /> Live
      </span>
    );
  }
  return (
    <span class="live live-lost">
      <Icon name="refresh" size={16} /> {how === "lost" ? "Reconnecting…" : "Connecting…"}
    </span>
  );
}
