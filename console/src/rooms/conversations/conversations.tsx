import type { ThreadRow, ThreadView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { ago, day, span } from "../../lib/format.ts";
import { useListKeys } from "../../lib/list-keys.ts";
import { useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { query, setQuery } from "../../lib/router.ts";
import { Chip, MoodWord, Person, Risk, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { ViewTabs } from "../../ui/tabs.tsx";

const VIEWS: readonly { readonly view: ThreadView; readonly says: string }[] = [
  { view: "all", says: "All" },
  { view: "at-risk", says: "At risk" },
  { view: "unanswered", says: "Unanswered" },
  { view: "answered", says: "Answered by Rapport" },
  { view: "abstained", says: "Abstained" },
  { view: "rated", says: "Rated" },
];
const REFRESH_MS = 15_000;

export function Conversations() {
  const asked = query.value.get("view");
  const view = VIEWS.find((entry) => entry.view === asked)?.view ?? "all";
  const startAt = query.value.get("startAt") ?? undefined;
  const endAt = query.value.get("endAt") ?? undefined;
  const source = useLoad(
    `threads/${view}/${startAt ?? ""}/${endAt ?? ""}`,
    (signal) => call("GET /threads", { query: { view, startAt, endAt, limit: 100 }, signal }),
    REFRESH_MS,
  );
  return (
    <div class="room">
      <RoomHead title="Conversations" lead="Every thread that a customer opened, newest first." />
      <ViewTabs
        label="Views"
        views={VIEWS}
        chosen={view}
        hrefOf={(one) => (one === "all" ? "/conversations" : `/conversations?view=${one}`)}
      />
      {startAt && endAt ? (
        <p class="filter">
          From {day(startAt)} to {day(endAt)}
          <button type="button" class="link-button" onClick={() => setQuery({ startAt: null, endAt: null })}>
            Show all days
          </button>
        </p>
      ) : null}
      <Shown source={source}>
        {({ threads, hasMore }) =>
          threads.length === 0 ? (
            <Empty title="No such conversations">
              They appear as soon as a customer writes. Try it in the <a href="/playground">Playground</a>.
            </Empty>
          ) : (
            <>
              <ThreadTable threads={threads} />
              {hasMore ? <p class="faint">The newest 100 are shown.</p> : null}
            </>
          )
        }
      </Shown>
    </div>
  );
}

function ThreadTable({ threads }: { readonly threads: readonly ThreadRow[] }) {
  const chosen = useListKeys(threads.map((thread) => `/conversations/${thread.id}`));
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Last words</th>
            <th scope="col">Customer</th>
            <th scope="col">Risk</th>
            <th scope="col">Mood</th>
            <th scope="col">First answer</th>
            <th scope="col">Rating</th>
            <th scope="col">Last message</th>
          </tr>
        </thead>
        <tbody>
          {threads.map((thread, index) => (
            <tr key={thread.id} data-row={index === chosen ? "chosen" : undefined}>
              <td class="cell-main" data-label="Last words">
                <a class="row-link" href={`/conversations/${thread.id}`}>
                  {thread.excerpt || "No words of the customer"}
                </a>
                {thread.status === "open" ? null : <Chip tone="good">{thread.status}</Chip>}
                {thread.ticketNumber ? <Chip>#{thread.ticketNumber}</Chip> : null}
              </td>
              <td data-label="Customer">
                {thread.customer ? (
                  <Person name={thread.customer.displayName} />
                ) : (
                  <span class="faint">not known</span>
                )}
              </td>
              <td data-label="Risk">
                <Risk level={thread.riskLevel} />
              </td>
              <td data-label="Mood">
                <MoodWord mood={thread.mood} />
              </td>
              <td data-label="First answer">
                {thread.firstAnswerMs === null ? (
                  <span class="faint">none yet</span>
                ) : (
                  span(thread.firstAnswerMs)
                )}
              </td>
              <td data-label="Rating">
                {thread.rating === null ? <span class="faint">none</span> : `${thread.rating} of 5`}
              </td>
              <td class="cell-time" data-label="Last message">
                {ago(thread.lastMessageAt, now.value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
