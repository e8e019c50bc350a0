import type { DeliveryDetail, DeliveryRow } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { moment } from "../../lib/format.ts";
import { useLoad } from "../../lib/load.ts";
import { isAdmin } from "../../lib/session.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Chip } from "../../ui/parts.tsx";
import { Shown } from "../../ui/states.tsx";
import { KIND_TONE, KIND_WORD, type Repair, replayWord, whatOf } from "./delivery-words.ts";

interface DetailsProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onAsk: (action: Repair, row: DeliveryRow) => void;
}

/** One event or post: what happened, what to do, and the words for whoever may see them. */
export function DeliveryDetails({ id, onClose, onAsk }: DetailsProps) {
  const params = { id };
  const source = useLoad(`delivery/${id}`, (signal) =>
    // Events have numbers.
    /^\d+$/.test(id)
      ? call("GET /dead-letters/{id}", { params, signal })
      : call("GET /sends/{id}", { params, signal }),
  );
  return (
    <Dialog title="What happened" onClose={onClose} wide>
      <Shown source={source} rows={4}>
        {(data) => (
          <>
            <Facts data={data} />
            <Words data={data} />
            {isAdmin() ? (
              <div class="dialog-actions">
                <button type="button" class="button button-danger" onClick={() => onAsk("discard", data)}>
                  Discard
                </button>
                <button type="button" class="button button-primary" onClick={() => onAsk("replay", data)}>
                  {replayWord(data.kind)}
                </button>
              </div>
            ) : (
              <p class="faint">An admin decides what becomes of it.</p>
            )}
          </>
        )}
      </Shown>
    </Dialog>
  );
}

function Facts({ data }: { readonly data: DeliveryDetail }) {
  return (
    <>
      <p>
        <strong>{whatOf(data)}</strong> <Chip tone={KIND_TONE[data.kind]}>{KIND_WORD[data.kind]}</Chip>
      </p>
      <p>{data.meaning}</p>
      <p class="notice">{data.cure}</p>
      <dl class="detail-facts">
        <dt>Where</dt>
        <dd>
          {data.channelName ?? "not known"}, {data.platform}
        </dd>
        <dt>{data.kind === "dead" ? "Received" : "Written"}</dt>
        <dd>{moment(data.at)}</dd>
        <dt>Attempts</dt>
        <dd>{data.attempts}</dd>
        <dt>Code</dt>
        <dd>
          <code>{data.errorCode}</code>
        </dd>
        <dt>Id</dt>
        <dd>
          <code>{data.id}</code>
        </dd>
      </dl>
    </>
  );
}

function Words({ data }: { readonly data: DeliveryDetail }) {
  if (!data.maySeeWords) return <p class="faint">Its words are shown to admins only.</p>;
  if (data.words === null) return <p class="faint">It holds no words.</p>;
  return (
    <figure class="detail-words">
      <figcaption class="faint">{data.author ?? "Rapport"} wrote</figcaption>
      <blockquote>{data.words}</blockquote>
    </figure>
  );
}
