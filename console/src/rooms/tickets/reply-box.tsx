import { useState } from "preact/hooks";
import type { TicketDetail } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { attempt } from "../../ui/toasts.tsx";
import { clearDraft, draftOf, keepDraft } from "../playground/drafts.ts";

/** The agent's words to the customer; nothing is sent before the button is pressed. */
export function ReplyBox({
  detail,
  onChanged,
}: {
  readonly detail: TicketDetail;
  readonly onChanged: (detail: TicketDetail) => void;
}) {
  const place = `ticket/${detail.ticket.number}`;
  const [text, setText] = useState(() => draftOf(place));
  const [isBusy, setBusy] = useState(false);
  const write = (next: string) => {
    setText(next);
    keepDraft(place, next);
  };
  const send = async () => {
    setBusy(true);
    const answer = await attempt(
      () =>
        call("POST /tickets/{number}/actions", {
          params: { number: detail.ticket.number },
          body: { action: "reply", text: text.trim() },
        }),
      "Sent to the customer's thread.",
    );
    setBusy(false);
    if (!answer) return;
    clearDraft(place);
    setText("");
    onChanged(answer);
  };
  const { suggestion } = detail;
  return (
    <form
      class="reply-box"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {suggestion && text === "" ? (
        <div class="suggestion-card">
          <p class="faint">Suggested reply, by {suggestion.writer}</p>
          <p class="clamp">{suggestion.text}</p>
          <button type="button" class="button button-small" onClick={() => write(suggestion.text)}>
            Use as draft
          </button>
        </div>
      ) : null}
      <label class="field">
        <span class="hidden-words">Reply to the customer</span>
        <textarea
          class="input"
          rows={3}
          placeholder="Reply to the customer"
          value={text}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim()) void send();
          }}
        />
      </label>
      <p class="reply-actions">
        <span class="faint">The customer sees this in the thread. Ctrl Enter sends.</span>
        <button type="submit" class="button button-primary" disabled={isBusy || text.trim() === ""}>
          Send reply
        </button>
      </p>
    </form>
  );
}
