import { useState } from "preact/hooks";
import type { TicketDetail } from "../../../../src/http/contract.ts";
import { SafeLink } from "../../chat/safe-link.tsx";
import { call } from "../../lib/api.ts";
import { ago, moment, words } from "../../lib/format.ts";
import { type Source, useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { CorrectReading } from "../../ui/correct-reading.tsx";
import { Evidence } from "../../ui/evidence.tsx";
import { MoodPath } from "../../ui/mood-path.tsx";
import { BackLink, Chip, Panel, Risk, RoomHead } from "../../ui/parts.tsx";
import { Shown } from "../../ui/states.tsx";
import { ThreadMessages } from "../../ui/thread-messages.tsx";
import { ReplyBox } from "./reply-box.tsx";
import { TicketButtons } from "./ticket-buttons.tsx";
import { isOverdue, PRIORITY_TONE, STATE_TONE } from "./ticket-facts.ts";

const REFRESH_MS = 10_000;

export function TicketPage({ number }: { readonly number: number }) {
  const source = useLoad(
    `ticket/${number}`,
    (signal) => call("GET /tickets/{number}", { params: { number }, signal }),
    REFRESH_MS,
  );
  return (
    <div class="room">
      <BackLink to="/tickets">Tickets</BackLink>
      <Shown source={source}>{(detail) => <Detail detail={detail} source={source} />}</Shown>
    </div>
  );
}

function Detail({
  detail,
  source,
}: {
  readonly detail: TicketDetail;
  readonly source: Source<TicketDetail>;
}) {
  const { ticket } = detail;
  const [correcting, setCorrecting] = useState<string | null>(null);
  return (
    <>
      <RoomHead
        title={
          <>
            <span class="faint">#{ticket.number}</span> {ticket.subject}
          </>
        }
        lead={
          <>
            <Chip tone={STATE_TONE[ticket.state]}>{words(ticket.state)}</Chip>{" "}
            <Chip tone={PRIORITY_TONE[ticket.priority]}>{ticket.priority} priority</Chip>{" "}
            {isOverdue(ticket, now.value) ? <Chip tone="bad">overdue</Chip> : null}
          </>
        }
      >
        <TicketButtons detail={detail} onChanged={source.set} />
      </RoomHead>
      <div class="two-columns">
        <div class="column">
          <Panel
            title="Thread"
            note={`in ${ticket.channelName}`}
            actions={
              detail.permalink ? <SafeLink url={detail.permalink} label="Open in the channel" /> : null
            }
          >
            <ThreadMessages messages={detail.messages} onCorrect={setCorrecting} />
            {detail.allowed.includes("reply") ? (
              <ReplyBox key={ticket.number} detail={detail} onChanged={source.set} />
            ) : null}
          </Panel>
        </div>
        <div class="column">
          <Facts detail={detail} />
          <Panel title="Why it is here">
            <p class="panel-line">
              <Risk level={ticket.riskLevel} />
            </p>
            <div class="panel-line">
              <MoodPath points={detail.moodPath} />
            </div>
            {detail.flag ? (
              <Evidence
                signals={detail.flag.signals}
                negativeEmotionSharePercent={detail.flag.negativeEmotionSharePercent}
              />
            ) : (
              <p class="faint panel-line">No flag: fewer than two pieces of evidence.</p>
            )}
          </Panel>
          <Timeline detail={detail} />
        </div>
      </div>
      {correcting ? (
        <CorrectReading
          messageId={correcting}
          onClose={() => setCorrecting(null)}
          onDone={() => void source.reload()}
        />
      ) : null}
    </>
  );
}

function Facts({ detail }: { readonly detail: TicketDetail }) {
  const { ticket } = detail;
  return (
    <Panel title="Facts">
      <dl class="pairs">
        <div>
          <dt>Customer</dt>
          <dd>
            {ticket.customer ? (
              <a href={`/customers/${ticket.customer.id}`}>{ticket.customer.displayName}</a>
            ) : (
              "not known"
            )}
          </dd>
        </div>
        <div>
          <dt>Agent</dt>
          <dd>
            {ticket.assignee?.displayName ?? "nobody yet"}
            {detail.assignedBecause ? <span class="faint"> {detail.assignedBecause}</span> : null}
          </dd>
        </div>
        <div>
          <dt>Opened</dt>
          <dd>
            {moment(ticket.openedAt)} <span class="faint">by {detail.openedBy}</span>
          </dd>
        </div>
        {ticket.dueAt && !ticket.solvedAt ? (
          <div>
            <dt>Due</dt>
            <dd>{moment(ticket.dueAt)}</dd>
          </div>
        ) : null}
        {ticket.snoozedUntilAt ? (
          <div>
            <dt>Snoozed until</dt>
            <dd>{moment(ticket.snoozedUntilAt)}</dd>
          </div>
        ) : null}
        {ticket.solvedAt ? (
          <div>
            <dt>Solved</dt>
            <dd>{moment(ticket.solvedAt)}</dd>
          </div>
        ) : null}
        <div>
          <dt>Rating</dt>
          <dd>
            {detail.rating ? (
              <>
                {detail.rating.rating} of 5{" "}
                {detail.rating.comment ? <span class="soft">“{detail.rating.comment}”</span> : null}
              </>
            ) : (
              <span class="faint">none yet</span>
            )}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

function Timeline({ detail }: { readonly detail: TicketDetail }) {
  return (
    <Panel title="Timeline">
      <ol class="timeline">
        {detail.events.map((event, index) => (
          <li key={index}>
            <p>
              <strong>{event.actor?.displayName ?? "Rapport"}</strong> {event.detail || words(event.kind)}
            </p>
            <time class="faint" dateTime={event.happenedAt} title={moment(event.happenedAt)}>
              {ago(event.happenedAt, now.value)}
            </time>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
