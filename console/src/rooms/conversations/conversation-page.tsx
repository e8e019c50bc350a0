import { useState } from "preact/hooks";
import type { ThreadDetail } from "../../../../src/http/contract.ts";
import { SafeLink } from "../../chat/safe-link.tsx";
import { call } from "../../lib/api.ts";
import { clockTime, moment, span, stepMs } from "../../lib/format.ts";
import { useLoad } from "../../lib/load.ts";
import { TurnSteps } from "../../turn/turn-steps.tsx";
import { totalMs, turnLine } from "../../turn/turn-words.ts";
import { CorrectReading } from "../../ui/correct-reading.tsx";
import { Evidence } from "../../ui/evidence.tsx";
import { MoodPath } from "../../ui/mood-path.tsx";
import { BackLink, Chip, Panel, Risk, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { ThreadMessages } from "../../ui/thread-messages.tsx";

const REFRESH_MS = 15_000;

export function ConversationPage({ id }: { readonly id: string }) {
  const source = useLoad(
    `thread/${id}`,
    (signal) => call("GET /threads/{id}", { params: { id }, signal }),
    REFRESH_MS,
  );
  const [correcting, setCorrecting] = useState<string | null>(null);
  return (
    <div class="room">
      <BackLink to="/conversations">Conversations</BackLink>
      <Shown source={source}>
        {(detail) => (
          <>
            <RoomHead
              title={detail.thread.customer?.displayName ?? "A conversation"}
              lead={
                <>
                  in {detail.thread.channelName}, since {moment(detail.thread.openedAt)}{" "}
                  <Chip tone={detail.thread.status === "open" ? "accent" : "good"}>
                    {detail.thread.status}
                  </Chip>
                </>
              }
            />
            <div class="two-columns">
              <div class="column">
                <Panel
                  title="Thread"
                  actions={
                    detail.permalink ? <SafeLink url={detail.permalink} label="Open in the channel" /> : null
                  }
                >
                  <ThreadMessages messages={detail.messages} onCorrect={setCorrecting} />
                </Panel>
                <TurnsPanel detail={detail} />
              </div>
              <div class="column">
                <FactsPanel detail={detail} />
              </div>
            </div>
          </>
        )}
      </Shown>
      {correcting ? (
        <CorrectReading
          messageId={correcting}
          onClose={() => setCorrecting(null)}
          onDone={() => void source.reload()}
        />
      ) : null}
    </div>
  );
}

function TurnsPanel({ detail }: { readonly detail: ThreadDetail }) {
  return (
    <Panel title="What Rapport did" note="One entry per handled message, newest last">
      {detail.turns.length === 0 ? <Empty title="Nothing was recorded in this thread" /> : null}
      {detail.turns.map((turn) => (
        <details key={turn.id} class="turn-fold">
          <summary>
            <span>{turnLine([turn])}</span>
            <span class="faint">
              {clockTime(turn.handledAt)}, {stepMs(totalMs(turn))}
            </span>
          </summary>
          <TurnSteps turn={turn} />
        </details>
      ))}
    </Panel>
  );
}

function FactsPanel({ detail }: { readonly detail: ThreadDetail }) {
  const { thread } = detail;
  return (
    <Panel title="Facts">
      <dl class="pairs">
        <div>
          <dt>Customer</dt>
          <dd>
            {thread.customer ? (
              <a href={`/customers/${thread.customer.id}`}>{thread.customer.displayName}</a>
            ) : (
              "not known"
            )}
          </dd>
        </div>
        <div>
          <dt>First answer</dt>
          <dd>{thread.firstAnswerMs === null ? "none yet" : `after ${span(thread.firstAnswerMs)}`}</dd>
        </div>
        <div>
          <dt>Ticket</dt>
          <dd>
            {thread.ticketNumber ? (
              <a href={`/tickets/${thread.ticketNumber}`}>#{thread.ticketNumber}</a>
            ) : (
              "none"
            )}
          </dd>
        </div>
        <div>
          <dt>Mood path</dt>
          <dd>
            <MoodPath points={detail.moodPath} />
          </dd>
        </div>
        <div>
          <dt>Risk</dt>
          <dd>
            <Risk level={thread.riskLevel} />
          </dd>
        </div>
        <div>
          <dt>Rating</dt>
          <dd>{thread.rating === null ? "none yet" : `${thread.rating} of 5`}</dd>
        </div>
      </dl>
      {detail.flag ? (
        <Evidence
          signals={detail.flag.signals}
          negativeEmotionSharePercent={detail.flag.negativeEmotionSharePercent}
        />
      ) : null}
    </Panel>
  );
}
