import { errorCode } from "../domain/errors.ts";
import { isStaff } from "../domain/role.ts";
import type { AssessedTurn, GroundedTurn } from "../domain/turn.ts";
import type { KnowledgeIndex, Retrieval } from "../ports/knowledge-index.ts";
import { burstOf } from "./burst.ts";
import { HALF_SURE } from "./judgement.ts";
import { readRequest } from "./read-request.ts";

export const PASSAGE_LIMIT = 6;
const MAX_BURST = 5;

/** What the search saw, kept beside the turn for the writer. */
export interface SearchedTurn extends GroundedTurn {
  readonly retrieval: Retrieval | null;
}

/** Searches what this audience may read, when the message asks for something; a search that fails is a value. */
export async function retrievePassages(turn: AssessedTurn, index: KnowledgeIndex): Promise<SearchedTurn> {
  const request = readRequest(turn);
  const grounded = { ...turn, request, passages: [], searchFault: null, retrieval: null };
  if (!wantsAnswer(grounded)) return grounded;
  try {
    const retrieval = await index.retrieve({
      tenantId: turn.tenantId,
      query: questionOf(turn),
      audience: turn.policy.audience,
      limit: PASSAGE_LIMIT,
    });
    return { ...grounded, passages: retrieval.passages, retrieval };
  } catch (fault) {
    return { ...grounded, searchFault: errorCode(fault) };
  }
}

/** Whether anything could be said: never to staff, never to noise, never where the bot is off or quiet. */
export function wantsAnswer(turn: GroundedTurn): boolean {
  if (isStaff(turn.authorRole) || turn.request.noise !== null || turn.policy.mode === "off") return false;
  if (turn.request.asksForHuman) return false;
  if (turn.isAddressed) return true;
  if (turn.thread.botQuietAt !== null || turn.policy.mode === "mention") return false;
  return turn.request.confidence >= HALF_SURE;
}

/** The burst in one: what the asker wrote in one breath, the newest last. */
export function questionOf(turn: AssessedTurn): string {
  const burst = burstOf(turn.history, turn.message).slice(-MAX_BURST);
  return burst
    .map(({ text }) => text)
    .join("\n")
    .slice(-2_000);
}
