import type { RoomPost } from "../../../../adapters/web/contract.ts";
import { topOf, turnLine } from "../../turn/turn-words.ts";
import { EmotionFace } from "../../ui/emotion-face.tsx";
import { mayHaveTurn } from "./turns.ts";
import type { View } from "./view.ts";

/** What Rapport did, in one line; only in the operator's view. */
export function TurnLine({ post, view }: { readonly post: RoomPost; readonly view: View }) {
  if (!view.isOperator || !mayHaveTurn(post)) return null;
  const turns = view.turnsOf(post.postKey);
  const last = turns.at(-1);
  if (!last) return null;
  const face = last.emotion.kind === "tagged" ? topOf(last.emotion.tag.scores).label : null;
  return (
    <button
      type="button"
      class="turn-line"
      aria-label={`What Rapport did: ${turnLine(turns)}`}
      onClick={() => view.openTurn(post.postKey)}
    >
      {face ? <EmotionFace emotion={face} size={14} /> : null}
      <span>{turnLine(turns)}</span>
    </button>
  );
}
