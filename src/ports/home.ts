import type { Platform } from "../domain/channel.ts";
import type { ActorRef } from "../domain/inbound-event.ts";
import type { MessageContent } from "../domain/message-content.ts";
import type { SignInLink } from "./sign-in.ts";

/** Controls of a home that its platform answers itself; all others go to the desk. */
export const HOME_CONTROLS = {
  /** Shows another tab; the tab's id. */
  tab: "home.tab",
  /** Does what the typed command would, in the person's direct channel; the command without its slash. */
  command: "home.command",
  /** Opens a way into the console, good for a moment; no value. */
  console: "home.console",
} as const;

export interface HomeRequest {
  readonly tenantId: string;
  readonly platform: Platform;
  readonly workspaceKey: string;
  /** With the standing that the platform gives them now: it decides what they are shown. */
  readonly actor: ActorRef;
  /** `null`, and one that is not theirs: the first of theirs. */
  readonly tab: string | null;
}

/** What a person finds when they open the bot's own page. */
export interface HomeProvider {
  /** `null` when the workspace is nobody's. */
  page(request: HomeRequest): Promise<MessageContent | null>;
  /** A way into the console for an admin, kept in the audit log; `null` for anybody else. Left out: there is none. */
  signIn?(request: Omit<HomeRequest, "tab">): Promise<SignInLink | null>;
  /** Questions to begin with, from what the documents answer; at most four. */
  prompts(tenantId: string): Promise<readonly { readonly title: string; readonly message: string }[]>;
}
