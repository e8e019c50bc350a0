import type { Deliveries } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { ago, words } from "../../lib/format.ts";
import { useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { Chip, Panel } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { attempt } from "../../ui/toasts.tsx";

/** What the machinery gave up on and a human decides. */
export function DeliveriesPart() {
  const source = useLoad("deliveries", (signal) => call("GET /deliveries", { signal }), 10_000);
  const repair = async (list: "dead-letters" | "sends", id: string, action: "replay" | "discard") => {
    const options = { params: { id }, body: { action } };
    const said = action === "replay" ? "Tried again." : "Discarded.";
    const answer = await attempt(
      () => (list === "sends" ? call("POST /sends/{id}", options) : call("POST /dead-letters/{id}", options)),
      said,
    );
    if (answer) source.set(answer);
  };
  return (
    <Shown source={source}>
      {(data) => (
        <div class="stack stack-wide">
          <p class="soft">
            {data.waiting === 0 ? "Nothing is waiting." : `${data.waiting} waiting to be handled or sent.`}
          </p>
          <DeadLetters data={data} onRepair={(id, action) => void repair("dead-letters", id, action)} />
          <Sends data={data} onRepair={(id, action) => void repair("sends", id, action)} />
        </div>
      )}
    </Shown>
  );
}

type OnRepair = (id: string, action: "replay" | "discard") => void;

function Buttons({
  id,
  replay,
  onRepair,
}: {
  readonly id: string;
  readonly replay: string;
  readonly onRepair: OnRepair;
}) {
  return (
    <span class="row-buttons">
      <button type="button" class="button button-small" onClick={() => onRepair(id, "replay")}>
        {replay}
      </button>
      <button type="button" class="button button-small" onClick={() => onRepair(id, "discard")}>
        Discard
      </button>
    </span>
  );
}

function DeadLetters({ data, onRepair }: { readonly data: Deliveries; readonly onRepair: OnRepair }) {
  return (
    <Panel title="Dead letters" note="Events that failed every attempt">
      {data.deadLetters.length === 0 ? <Empty title="None" /> : null}
      <ul class="rows">
        {data.deadLetters.map((letter) => (
          <li key={letter.id}>
            <span class="row-grow">
              <strong>{words(letter.what)}</strong>{" "}
              <span class="faint">
                {letter.platform}, {letter.attempts} attempts, {ago(letter.receivedAt, now.value)}
              </span>
              <span class="soft row-detail">
                {letter.errorCode}. {letter.cure}
              </span>
            </span>
            <Buttons id={letter.id} replay="Replay" onRepair={onRepair} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Sends({ data, onRepair }: { readonly data: Deliveries; readonly onRepair: OnRepair }) {
  return (
    <Panel
      title="Sends to look at"
      note="Uncertain: it may or may not have been posted. Look in the channel before sending again"
    >
      {data.sends.length === 0 ? <Empty title="None" /> : null}
      <ul class="rows">
        {data.sends.map((send) => (
          <li key={send.id}>
            <span class="row-grow">
              <Chip tone={send.state === "failed" ? "bad" : "warn"}>{send.state}</Chip>{" "}
              <strong>{send.what}</strong>
              <span class="faint row-detail">
                {send.platform}, {send.channelName}, {send.errorCode}, {ago(send.createdAt, now.value)}
              </span>
            </span>
            <Buttons id={send.id} replay="Send again" onRepair={onRepair} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
