import { useEffect, useState } from "preact/hooks";
import type { RoomPost } from "../../../../adapters/web/contract.ts";
import type { TurnView } from "../../../../src/http/contract.ts";
import type { Fault } from "../../lib/api.ts";
import { clockTime, stepMs } from "../../lib/format.ts";
import { TurnSteps } from "../../turn/turn-steps.tsx";
import { causeWords, totalMs } from "../../turn/turn-words.ts";
import { Icon } from "../../ui/icon.tsx";
import { FaultPanel, Skeleton } from "../../ui/states.tsx";

/** "What Rapport did" about the chosen message. */
export function OperatorPanel({
  post,
  isChosen,
  turns,
  fault,
  retry,
  isCustomer,
  onClose,
}: {
  readonly post: RoomPost | null;
  /** By the reader; else it is simply the newest. */
  readonly isChosen: boolean;
  readonly turns: readonly TurnView[];
  readonly fault: Fault | null;
  readonly retry: () => void;
  readonly isCustomer: boolean;
  readonly onClose: () => void;
}) {
  return (
    <aside
      class={`side-panel operator-panel ${isChosen ? "operator-chosen" : ""}`}
      aria-label="What Rapport did"
    >
      <header class="side-head">
        <div>
          <h2>What Rapport did</h2>
          <p class="faint">
            {isChosen ? "The chosen message" : post ? "The newest message" : "Operator view"}
            {isCustomer ? "; a customer never sees this" : ""}
          </p>
        </div>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="operator-inside">
        {fault ? <FaultPanel fault={fault} retry={retry} /> : null}
        {post ? <Chosen key={post.postKey} post={post} turns={turns} /> : <NothingChosen />}
      </div>
    </aside>
  );
}

function NothingChosen() {
  return (
    <div class="operator-empty">
      <p class="empty-title">Choose a message</p>
      <p>
        Under every message of a customer stands what was read and done. Choose that line to see the emotion,
        the evidence, the passages, the decision with its reasons and how long each step took.
      </p>
    </div>
  );
}

function Chosen({ post, turns }: { readonly post: RoomPost; readonly turns: readonly TurnView[] }) {
  const [chosen, setChosen] = useState(turns.length - 1);
  useEffect(() => setChosen(turns.length - 1), [turns.length]);
  const turn = turns[chosen] ?? turns.at(-1);
  return (
    <>
      <blockquote class="operator-post">
        <p class="faint">
          {post.author.displayName}, {clockTime(post.postedAt)}
        </p>
        <p class="clamp">{post.text}</p>
      </blockquote>
      {turns.length > 1 ? (
        <div class="tabs" role="tablist" aria-label="Turns">
          {turns.map((one, index) => (
            <button
              key={one.id}
              type="button"
              role="tab"
              class="tab"
              aria-selected={one === turn}
              onClick={() => setChosen(index)}
            >
              {causeWords(one.cause)}
            </button>
          ))}
        </div>
      ) : null}
      {turn ? (
        <>
          <p class="operator-total">
            {causeWords(turn.cause)}, handled in <strong>{stepMs(totalMs(turn))}</strong>
          </p>
          <TurnSteps key={turn.id} turn={turn} />
        </>
      ) : (
        <>
          <p class="faint">Nothing was recorded about this message yet.</p>
          <Skeleton rows={4} />
        </>
      )}
    </>
  );
}
