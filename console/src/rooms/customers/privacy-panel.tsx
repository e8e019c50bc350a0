import { useState } from "preact/hooks";
import type { CustomerDetail } from "../../../../src/http/contract.ts";
import { call, exportUrl } from "../../lib/api.ts";
import { go } from "../../lib/router.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { Panel } from "../../ui/parts.tsx";
import { attempt } from "../../ui/toasts.tsx";

/** What this person may ask of us: their data, no analysis, erasure. */
export function PrivacyPanel({
  detail,
  onChanged,
}: {
  readonly detail: CustomerDetail;
  readonly onChanged: (detail: CustomerDetail) => void;
}) {
  const [asked, setAsked] = useState<"opt-out" | "erase" | null>(null);
  const { customer } = detail;
  const may = new Set(detail.allowed);
  if (may.size === 0) return null;
  const isOut = customer.optedOutAt !== null;
  const params = { id: customer.id };
  const setOut = async (optedOut: boolean) => {
    setAsked(null);
    const said = optedOut ? "Analysis is off for this person." : "Analysis is on again.";
    const answer = await attempt(
      () => call("PUT /customers/{id}/opt-out", { params, body: { optedOut } }),
      said,
    );
    if (answer) onChanged(answer);
  };
  const erase = async () => {
    setAsked(null);
    const answer = await attempt(() => call("DELETE /customers/{id}", { params }), "Erased.");
    if (answer) go("/customers");
  };
  return (
    <Panel title="Privacy">
      <div class="stack">
        {may.has("export") ? (
          <a class="button" href={exportUrl(customer.id)} download={`${customer.displayName}.json`}>
            Export everything stored
          </a>
        ) : null}
        {may.has("opt-out") ? (
          <button
            type="button"
            class="button"
            onClick={() => (isOut ? void setOut(false) : setAsked("opt-out"))}
          >
            {isOut ? "Turn analysis on again" : "Turn analysis off"}
          </button>
        ) : null}
        {may.has("erase") ? (
          <button type="button" class="button button-danger" onClick={() => setAsked("erase")}>
            Erase this person
          </button>
        ) : null}
      </div>
      {asked === "opt-out" ? (
        <Confirm
          title="Turn analysis off?"
          says="Earlier readings of this person are removed for good. Answers and tickets go on as before."
          label="Turn off and remove"
          onYes={() => void setOut(true)}
          onNo={() => setAsked(null)}
        />
      ) : null}
      {asked === "erase" ? (
        <Confirm
          title={`Erase ${customer.displayName}?`}
          says="Messages, readings, ratings and the name are removed for good. This cannot be undone."
          label="Erase"
          onYes={() => void erase()}
          onNo={() => setAsked(null)}
        />
      ) : null}
    </Panel>
  );
}
