import type { TicketRow, TicketView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { ago, words } from "../../lib/format.ts";
import { useListKeys } from "../../lib/list-keys.ts";
import { useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { query } from "../../lib/router.ts";
import { Chip, MoodWord, Person, Risk, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { ViewTabs } from "../../ui/tabs.tsx";
import { isOverdue, PRIORITY_TONE, STATE_TONE } from "./ticket-facts.ts";

const VIEWS: readonly { readonly view: TicketView; readonly says: string }[] = [
  { view: "open", says: "Open" },
  { view: "mine", says: "Mine" },
  { view: "unassigned", says: "Unassigned" },
  { view: "solved", says: "Solved" },
];
const REFRESH_MS = 10_000;

const EMPTY: Readonly<Record<TicketView, readonly [string, string]>> = {
  open: [
    "No open tickets",
    "A ticket opens when the sources hold no answer, or when a customer asks for a human.",
  ],
  mine: ["Nothing is assigned to you", "Open the unassigned view and claim a ticket."],
  unassigned: ["Every ticket has somebody", "New ones appear here first."],
  solved: ["Nothing was solved yet", "Resolved tickets stay here and can be reopened."],
};

function chosenView(): TicketView {
  const asked = query.value.get("view");
  return VIEWS.find((entry) => entry.view === asked)?.view ?? "open";
}

export function Tickets() {
  const view = chosenView();
  const source = useLoad(
    `tickets/${view}`,
    (signal) => call("GET /tickets", { query: { view }, signal }),
    REFRESH_MS,
  );
  const counts = source.state.value.data?.counts;
  return (
    <div class="room">
      <RoomHead title="Tickets" lead="What waits for a human." />
      <ViewTabs
        label="Views"
        views={VIEWS.map((entry) => ({ ...entry, count: counts?.[entry.view] }))}
        chosen={view}
        hrefOf={(one) => (one === "open" ? "/tickets" : `/tickets?view=${one}`)}
      />
      <Shown source={source}>
        {({ tickets }) =>
          tickets.length === 0 ? (
            <Empty title={EMPTY[view][0]}>{EMPTY[view][1]}</Empty>
          ) : (
            <TicketTable tickets={tickets} />
          )
        }
      </Shown>
    </div>
  );
}

function TicketTable({ tickets }: { readonly tickets: readonly TicketRow[] }) {
  const chosen = useListKeys(tickets.map((ticket) => `/tickets/${ticket.number}`));
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Ticket</th>
            <th scope="col">Customer</th>
            <th scope="col">Risk</th>
            <th scope="col">Mood</th>
            <th scope="col">State</th>
            <th scope="col">Agent</th>
            <th scope="col">Last message</th>
          </tr>
        </thead>
        <tbody>
          {tickets.map((ticket, index) => (
            <tr key={ticket.id} data-row={index === chosen ? "chosen" : undefined}>
              <td class="cell-main" data-label="Ticket">
                <a class="row-link" href={`/tickets/${ticket.number}`}>
                  <span class="faint">#{ticket.number}</span> {ticket.subject}
                </a>
                {ticket.priority === "high" || ticket.priority === "urgent" ? (
                  <Chip tone={PRIORITY_TONE[ticket.priority]}>{ticket.priority}</Chip>
                ) : null}
                {isOverdue(ticket, now.value) ? <Chip tone="bad">overdue</Chip> : null}
              </td>
              <td data-label="Customer">
                {ticket.customer ? (
                  <Person name={ticket.customer.displayName} />
                ) : (
                  <span class="faint">not known</span>
                )}
              </td>
              <td data-label="Risk">
                <Risk level={ticket.riskLevel} />
              </td>
              <td data-label="Mood">
                <MoodWord mood={ticket.mood} />
              </td>
              <td data-label="State">
                <Chip tone={STATE_TONE[ticket.state]}>{words(ticket.state)}</Chip>
              </td>
              <td data-label="Agent">
                {ticket.assignee ? ticket.assignee.displayName : <span class="faint">nobody yet</span>}
              </td>
              <td class="cell-time" data-label="Last message">
                {ago(ticket.lastMessageAt, now.value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
