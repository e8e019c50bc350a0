import type { TurnView } from "../../../../src/http/contract.ts";

/** What the playground shows besides the channel, and the ways to change it. */
export interface View {
  readonly channelKey: string | null;
  readonly threadKey: string | null;
  /** Post whose turn is shown. */
  readonly didPost: string | null;
  /** Post a permalink named. */
  readonly target: string | null;
  readonly isOperator: boolean;
  readonly turnsOf: (postKey: string) => readonly TurnView[];
  openThread(postKey: string): void;
  openTurn(postKey: string): void;
}
