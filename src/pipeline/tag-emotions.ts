import type { TaggedTurn, Turn } from "../domain/turn.ts";
import type { EmotionTagger } from "../ports/emotion-tagger.ts";

/** Reads the emotion, or says why it was not read. Staff, unknown people and those who opted out never reach the tagger. */
export async function tagEmotions(turn: Turn, tagger: EmotionTagger): Promise<TaggedTurn> {
  const reason = turn.policy.notAnalysedReason;
  if (reason !== null) return { ...turn, emotion: { kind: "not-analysed", reason } };
  if (turn.message.text.trim() === "")
    return { ...turn, emotion: { kind: "not-analysed", reason: "nothing-to-read" } };
  const outcome = await tagger.tag(turn.message.text);
  if (outcome.kind === "tagged") return { ...turn, emotion: outcome };
  return {
    ...turn,
    emotion: {
      kind: "not-analysed",
      reason: outcome.code === "nothing-to-read" ? "nothing-to-read" : "tagger-unavailable",
    },
  };
}
