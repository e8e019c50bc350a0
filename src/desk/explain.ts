import { EMOTIONS } from "../domain/emotion.ts";
import { type Block, type Inline, type MessageContent, paragraph, text } from "../domain/message-content.ts";
import type { Thread } from "../domain/thread.ts";
import type { TurnRecord } from "../ports/stores/desk-stores.ts";

/** "Why?": what was read, what was found, what was decided, each with its reason; for staff only. */
export function explain(thread: Thread, turns: readonly TurnRecord[]): MessageContent {
  const latest = turns.at(-1);
  if (!latest)
    return {
      summary: "Nothing was judged in this thread.",
      blocks: [paragraph(text("Nothing was judged in this thread."))],
    };
  return {
    summary: "Why Rapport did what it did",
    blocks: [
      { type: "heading", text: "Why Rapport did what it did" },
      {
        type: "facts",
        facts: [emotionFact(latest), requestFact(latest), answerFact(latest), stateFact(thread)],
      },
      ...riskBlocks(latest),
      {
        type: "list",
        items: turns
          .slice(-4)
          .flatMap((turn) =>
            turn.decision.map((action): readonly Inline[] => [
              text(`${action.kind}: `, "bold"),
              text(action.reason),
            ]),
          ),
      },
      {
        type: "context",
        inlines: [
          text(
            `Took ${Math.round(Object.values(latest.timingsMs).reduce((sum, ms) => sum + ms, 0))} ms. Rapport may be wrong.`,
          ),
        ],
      },
    ],
  };
}

type Fact = { readonly label: string; readonly value: readonly Inline[] };

function emotionFact({ emotion }: TurnRecord): Fact {
  if (emotion.kind === "not-analysed")
    return { label: "Emotion", value: [text(`not analysed: ${emotion.reason}`)] };
  const { tag } = emotion;
  const shares = EMOTIONS.filter((label) => tag.scores[label] >= 0.1)
    .sort((a, b) => tag.scores[b] - tag.scores[a])
    .map((label) => `${label} ${Math.round(tag.scores[label] * 100)} %`);
  return {
    label: "Emotion",
    value: [text(`${shares.join(", ")} (${tag.mood}; ${tag.model} ${tag.modelVersion})`)],
  };
}

const requestFact = ({ request }: TurnRecord): Fact => ({
  label: "Read as",
  value: [text(request.noise === null ? request.reason : `${request.noise}: ${request.reason}`)],
});

function answerFact({ draft, passages }: TurnRecord): Fact {
  if (draft === null) return { label: "Answer", value: [text("none was looked for")] };
  if (draft.kind === "unavailable")
    return { label: "Answer", value: [text(`could not be looked up (${draft.code})`)] };
  const nearest = passages[0];
  const where = nearest ? `; nearest is “${nearest.heading ?? nearest.title}”` : "";
  return {
    label: "Answer",
    value: [
      text(
        `${draft.kind}, ${Math.round(draft.answerability * 100)} % sure that the documents hold one${where}`,
      ),
    ],
  };
}

const stateFact = ({ botState }: Thread): Fact => ({
  label: "Bot's state",
  value: [
    text(
      `warmth ${botState.warmth.toFixed(2)}, urgency ${botState.urgency.toFixed(2)}, caution ${botState.caution.toFixed(2)}`,
    ),
  ],
});

function riskBlocks({ risk }: TurnRecord): readonly Block[] {
  if (risk.signals.length === 0) return [];
  return [
    {
      type: "meter",
      label: "Risk",
      share: risk.score,
      word: `${risk.level} (${risk.score.toFixed(2)} of 1)`,
    },
    {
      type: "list",
      items: risk.signals.map((signal): readonly Inline[] => [
        text(`${signal.detail}: `, "bold"),
        text(`“${signal.quote}”`),
      ]),
    },
  ];
}
