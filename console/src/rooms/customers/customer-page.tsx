import type { CustomerDetail } from "../../../../src/http/contract.ts";
import { MoodOverTime } from "../../charts/mood-over-time.tsx";
import { call } from "../../lib/api.ts";
import { ago, day, words } from "../../lib/format.ts";
import { useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { BackLink, Chip, MoodWord, Panel, Risk, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { STATE_TONE } from "../tickets/ticket-facts.ts";
import { PrivacyPanel } from "./privacy-panel.tsx";

export function CustomerPage({ id }: { readonly id: string }) {
  const source = useLoad(`customer/${id}`, (signal) =>
    call("GET /customers/{id}", { params: { id }, signal }),
  );
  return (
    <div class="room">
      <BackLink to="/customers">Customers</BackLink>
      <Shown source={source}>{(detail) => <Detail detail={detail} onChanged={source.set} />}</Shown>
    </div>
  );
}

function Detail({
  detail,
  onChanged,
}: {
  readonly detail: CustomerDetail;
  readonly onChanged: (detail: CustomerDetail) => void;
}) {
  const { customer } = detail;
  return (
    <>
      <RoomHead
        title={customer.displayName}
        lead={
          <>
            {customer.workspaceName} · <Risk level={customer.riskLevel} /> · <MoodWord mood={customer.mood} />{" "}
            {customer.optedOutAt ? <Chip>opted out {day(customer.optedOutAt)}</Chip> : null}
          </>
        }
      />
      <div class="two-columns">
        <div class="column">
          <Panel title="Mood path">
            {detail.moodPath.length === 0 ? (
              <Empty title="Nothing was read">
                {customer.optedOutAt
                  ? "This person has opted out; service goes on."
                  : "No message of this person was analysed yet."}
              </Empty>
            ) : (
              <MoodOverTime points={detail.moodPath} />
            )}
          </Panel>
          <Panel title="Tickets">
            {detail.tickets.length === 0 ? <Empty title="No tickets" /> : <TicketRows detail={detail} />}
          </Panel>
          <Panel title="Conversations">
            {detail.threads.length === 0 ? (
              <Empty title="No conversations" />
            ) : (
              <ThreadRows detail={detail} />
            )}
          </Panel>
        </div>
        <div class="column">
          <Panel title="Ratings">
            {detail.ratings.length === 0 ? (
              <Empty title="None given yet" />
            ) : (
              <ul class="timeline">
                {detail.ratings.map((rating) => (
                  <li key={rating.respondedAt}>
                    <p>
                      <strong>{rating.rating} of 5</strong>{" "}
                      {rating.comment ? <span class="soft">“{rating.comment}”</span> : null}{" "}
                      {rating.ticketNumber ? (
                        <a href={`/tickets/${rating.ticketNumber}`}>#{rating.ticketNumber}</a>
                      ) : null}
                    </p>
                    <span class="faint">{day(rating.respondedAt)}</span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <PrivacyPanel detail={detail} onChanged={onChanged} />
        </div>
      </div>
    </>
  );
}

function TicketRows({ detail }: { readonly detail: CustomerDetail }) {
  return (
    <ul class="rows rows-tight">
      {detail.tickets.map((ticket) => (
        <li key={ticket.id}>
          <a class="row-grow cut" href={`/tickets/${ticket.number}`}>
            #{ticket.number} {ticket.subject}
          </a>
          <Chip tone={STATE_TONE[ticket.state]}>{words(ticket.state)}</Chip>
          <span class="faint">{ago(ticket.lastMessageAt, now.value)}</span>
        </li>
      ))}
    </ul>
  );
}

function ThreadRows({ detail }: { readonly detail: CustomerDetail }) {
  return (
    <ul class="rows rows-tight">
      {detail.threads.map((thread) => (
        <li key={thread.id}>
          <a class="row-grow cut" href={`/conversations/${thread.id}`}>
            {thread.excerpt || "No words of the customer"}
          </a>
          <Risk level={thread.riskLevel} />
          <span class="faint">{ago(thread.lastMessageAt, now.value)}</span>
        </li>
      ))}
    </ul>
  );
}
