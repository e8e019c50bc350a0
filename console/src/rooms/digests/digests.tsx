import { useState } from "preact/hooks";
import type { Digests as Data, DigestKindView } from "../../../../src/http/contract.ts";
import { ContentView } from "../../chat/content-view.tsx";
import { call, fileUrl } from "../../lib/api.ts";
import { ago, day, moment, sentence } from "../../lib/format.ts";
import { useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { query } from "../../lib/router.ts";
import { Chip, Panel, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { ViewTabs } from "../../ui/tabs.tsx";
import { attempt, tell } from "../../ui/toasts.tsx";

export function Digests() {
  const kind: DigestKindView = query.value.get("kind") === "weekly" ? "weekly" : "daily";
  const source = useLoad("digests", (signal) => call("GET /digests", { signal }), 30_000);
  const preview = useLoad(`digest-preview/${kind}`, (signal) =>
    call("GET /digests/preview", { query: { kind }, signal }),
  );
  const [isBusy, setBusy] = useState(false);
  const post = async () => {
    setBusy(true);
    const outcome = await attempt(() => call("POST /digests", { body: { kind } }));
    setBusy(false);
    if (outcome?.kind === "posted") tell("good", "Posted in the managers' channel.");
    if (outcome?.kind === "not-posted") tell("bad", "Nothing was posted.", outcome.reason);
    void source.reload();
  };
  return (
    <div class="room">
      <RoomHead title="Digests" lead="What managers read, with every number linked to its rows.">
        <button type="button" class="button button-primary" disabled={isBusy} onClick={() => void post()}>
          {isBusy ? "Posting…" : `Post the ${kind} digest now`}
        </button>
      </RoomHead>
      <ViewTabs
        label="Kind of digest"
        views={[
          { view: "daily", says: "Daily" },
          { view: "weekly", says: "Weekly" },
        ]}
        chosen={kind}
        hrefOf={(one) => (one === "daily" ? "/digests" : "/digests?kind=weekly")}
      />
      <div class="two-columns">
        <div class="column">
          <Panel title="Preview" note="As it would be posted now">
            <Shown source={preview}>
              {({ content }) =>
                content ? (
                  <ContentView content={content} fileUrl={(file) => fileUrl(file.fileId)} />
                ) : (
                  <Empty title="Nothing happened in this period">So nothing would be posted.</Empty>
                )
              }
            </Shown>
          </Panel>
        </div>
        <div class="column">
          <Shown source={source}>{(data) => <SideLists data={data} />}</Shown>
        </div>
      </div>
    </div>
  );
}

function SideLists({ data }: { readonly data: Data }) {
  return (
    <>
      <Panel title="Schedule" note={`Time zone ${data.timeZone}`}>
        <ul class="timeline">
          {data.schedule.map((entry) => (
            <li key={entry.kind}>
              <p>
                <strong>{sentence(entry.kind)}</strong> {entry.says}
                {entry.channelName ? ` in ${entry.channelName}` : ""}
              </p>
              <span class="faint">
                {entry.channelName === null
                  ? "No managers' channel yet: give one that purpose in Settings"
                  : entry.nextAt
                    ? `next ${moment(entry.nextAt)}`
                    : "not scheduled"}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="History">
        {data.digests.length === 0 ? (
          <Empty title="None was posted yet" />
        ) : (
          <ul class="timeline">
            {data.digests.map((digest) => (
              <li key={digest.id}>
                <p>
                  <a href={`/digests/${digest.id}`}>
                    {sentence(digest.kind)}, {day(digest.periodStartAt)}
                  </a>{" "}
                  <Chip>{digest.askedBy === "schedule" ? "on schedule" : "on demand"}</Chip>
                </p>
                <time class="faint" dateTime={digest.postedAt} title={moment(digest.postedAt)}>
                  {ago(digest.postedAt, now.value)}
                </time>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}
