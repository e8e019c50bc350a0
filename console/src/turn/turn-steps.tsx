import type { ComponentChildren } from "preact";
import type { TurnView } from "../../../src/http/contract.ts";
import { EmotionBars } from "../charts/emotion-bars.tsx";
import { SafeLink } from "../chat/safe-link.tsx";
import { percent, sentence, stepMs, words } from "../lib/format.ts";
import { Chip, Meter, MoodWord, Risk } from "../ui/parts.tsx";
import { actionWords, draftWords, notAnalysedWords, timeOf, topOf, totalMs } from "./turn-words.ts";

/** One turn, step by step in running order; every step folds. */
export function TurnSteps({ turn }: { readonly turn: TurnView }) {
  return (
    <ol class="steps">
      <EmotionStep turn={turn} />
      <RiskStep turn={turn} />
      <RequestStep turn={turn} />
      <PassagesStep turn={turn} />
      <DraftStep turn={turn} />
      <DecisionStep turn={turn} />
      <TimingsStep turn={turn} />
    </ol>
  );
}

function Step({
  title,
  result,
  timeMs,
  isOpen = false,
  children,
}: {
  readonly title: string;
  readonly result: ComponentChildren;
  readonly timeMs: number | null;
  readonly isOpen?: boolean;
  readonly children?: ComponentChildren;
}) {
  return (
    <li class="step">
      <details open={isOpen}>
        <summary>
          <span class="step-title">{title}</span>
          <span class="step-time">{timeMs === null ? "" : stepMs(timeMs)}</span>
          <span class="step-result">{result}</span>
        </summary>
        <div class="step-inside">{children}</div>
      </details>
    </li>
  );
}

function EmotionStep({ turn }: { readonly turn: TurnView }) {
  const timeMs = timeOf(turn, ["emotion", "tag"]);
  if (turn.emotion.kind === "not-analysed") {
    return (
      <Step title="Emotion" result={`Not analysed: ${notAnalysedWords(turn.emotion.reason)}`} timeMs={timeMs}>
        <p>Service goes on without a reading; nothing about this person's feelings is stored.</p>
      </Step>
    );
  }
  const { tag } = turn.emotion;
  const top = topOf(tag.scores);
  return (
    <Step
      title="Emotion"
      result={
        <>
          {sentence(top.label)} {percent(top.score)} · <MoodWord mood={tag.mood} />
        </>
      }
      timeMs={timeMs}
      isOpen
    >
      <EmotionBars scores={tag.scores} />
      <dl class="pairs">
        <div>
          <dt>Sentiment</dt>
          <dd>
            {tag.sentiment > 0 ? "+" : ""}
            {tag.sentiment.toFixed(2)} of −1 to +1
          </dd>
        </div>
        <div>
          <dt>Read by</dt>
          <dd>
            {tag.model} <span class="faint">{tag.modelVersion}</span>
          </dd>
        </div>
      </dl>
    </Step>
  );
}

function RiskStep({ turn }: { readonly turn: TurnView }) {
  const { risk } = turn;
  const evidence =
    risk.signals.length === 0
      ? "no evidence"
      : risk.signals.length === 1
        ? "1 piece of evidence"
        : `${risk.signals.length} pieces of evidence`;
  return (
    <Step
      title="Risk"
      result={
        <>
          <Risk level={risk.level} /> · {evidence}
        </>
      }
      timeMs={timeOf(turn, ["risk"])}
      isOpen={risk.signals.length > 0}
    >
      <ul class="evidence">
        {risk.signals.map((signal) => (
          <li key={`${signal.name}${signal.messageId}`}>
            <p>
              <strong>{sentence(signal.name)}</strong> <span class="soft">{signal.detail}</span>{" "}
              <span class="faint">+{signal.weight.toFixed(2)}</span>
            </p>
            <blockquote class="content-quote">
              {signal.quote}{" "}
              {signal.permalink ? <SafeLink url={signal.permalink} label="See message" /> : null}
            </blockquote>
          </li>
        ))}
      </ul>
      <Meter
        label="Risk, an ordering"
        share={risk.score}
        word={risk.score.toFixed(2)}
        tone={toneOf(risk.level)}
      />
      <Meter
        label="Negative emotion share"
        share={risk.negativeEmotionSharePercent / 100}
        word={percent(risk.negativeEmotionSharePercent / 100)}
        tone="neutral"
      />
      <p class="faint">May be wrong. Neither figure is a probability of leaving.</p>
    </Step>
  );
}

const toneOf = (level: TurnView["risk"]["level"]): string =>
  level === "high" ? "bad" : level === "elevated" ? "warn" : "good";

function RequestStep({ turn }: { readonly turn: TurnView }) {
  const { request } = turn;
  const said = request.asksForHuman
    ? "Asks for a human"
    : request.noise
      ? `No request: ${words(request.noise)}`
      : `A request, ${percent(request.confidence)} sure`;
  return (
    <Step title="Request" result={said} timeMs={timeOf(turn, ["request", "intent"])}>
      <p>{request.reason}</p>
      <Meter label="Is a request" share={request.confidence} word={percent(request.confidence)} />
    </Step>
  );
}

function PassagesStep({ turn }: { readonly turn: TurnView }) {
  const { passages } = turn;
  const first = passages[0];
  return (
    <Step
      title="Passages"
      result={
        first
          ? `${passages.length} found, nearest “${first.heading ?? first.title}”`
          : "None searched or found"
      }
      timeMs={timeOf(turn, ["passage", "retriev", "ground", "search"])}
    >
      <ol class="passages">
        {passages.map((passage) => (
          <li key={passage.passageId}>
            <p class="cut">
              {passage.url ? (
                <SafeLink url={passage.url} label={passage.title} />
              ) : (
                <strong>{passage.title}</strong>
              )}
              {passage.heading ? <span class="soft"> · {passage.heading}</span> : null}
            </p>
            <Meter label="Similarity" share={passage.similarity} word={passage.similarity.toFixed(2)} />
          </li>
        ))}
      </ol>
    </Step>
  );
}

function DraftStep({ turn }: { readonly turn: TurnView }) {
  const { draft } = turn;
  return (
    <Step title="Draft" result={draftWords(draft)} timeMs={timeOf(turn, ["draft", "write"])}>
      {draft?.kind === "cited" ? <blockquote class="content-quote">{draft.text}</blockquote> : null}
      {draft?.kind === "clarify" ? <blockquote class="content-quote">{draft.question}</blockquote> : null}
      {draft && draft.kind !== "unavailable" ? (
        <Meter
          label="Answerable"
          share={draft.answerability}
          word={`${percent(draft.answerability)}, speaks from ${percent(0.5)}`}
          tone={draft.answerability >= 0.5 ? "good" : "warn"}
        />
      ) : null}
      {draft?.kind === "cited" ? (
        <ul class="citations">
          {draft.citations.map((citation) => (
            <li key={citation.passageId}>
              <a href={`/knowledge/${encodeURIComponent(citation.articleId)}`}>{citation.title}</a>
              {citation.heading ? <span class="soft"> · {citation.heading}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {draft?.kind === "cited" ? <p class="faint">Written by {draft.writer}</p> : null}
    </Step>
  );
}

function DecisionStep({ turn }: { readonly turn: TurnView }) {
  return (
    <Step
      title="Decision"
      result={turn.decision.map(actionWords).map(sentence).join(", ") || "Nothing to do"}
      timeMs={timeOf(turn, ["decide", "decision"])}
      isOpen
    >
      <ul class="decisions">
        {turn.decision.map((action, index) => (
          <li key={index}>
            <Chip tone="accent">{words(action.kind)}</Chip>
            <span>{action.reason}</span>
          </li>
        ))}
      </ul>
    </Step>
  );
}

function TimingsStep({ turn }: { readonly turn: TurnView }) {
  const total = totalMs(turn);
  const rows = Object.entries(turn.timingsMs).filter(([name]) => name !== "total" && name !== "totalMs");
  const longest = Math.max(...rows.map(([, ms]) => ms), 0.001);
  return (
    <Step title="Timings" result={`${rows.length} steps`} timeMs={total}>
      {rows.map(([name, ms]) => (
        <Meter key={name} label={stepName(name)} share={ms / longest} word={stepMs(ms)} tone="neutral" />
      ))}
    </Step>
  );
}

/** `tagEmotions` or `tag-emotions` -> "Tag emotions". */
const stepName = (name: string): string =>
  sentence(
    name
      .replace(/Ms$/, "")
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase(),
  );
