/** What a platform offers for set-up, before anybody has written a word. */
export interface WorkspaceSurvey {
  readonly channels: readonly SurveyedChannel[];
  /**
   * All by which people may be named (user groups, roles): one that is missing is gone or switched off. `null` where
   * there are none, or not all could be read.
   */
  readonly groups: readonly SurveyedGroup[] | null;
}

export interface SurveyedChannel {
  readonly channelKey: string;
  readonly name: string;
  readonly isPrivate: boolean;
  /** `false`: the bot is not in it, and may go in when an admin says so. */
  readonly isMember: boolean;
}

export interface SurveyedGroup {
  readonly groupKey: string;
  /** As people there call it: `@support`. */
  readonly name: string;
}

/** The newest survey of a workspace, without the channels the bot is in: those are channels of ours. */
export interface KeptSurvey {
  /** Channels the bot could go into. */
  readonly open: readonly Pick<SurveyedChannel, "channelKey" | "name">[];
  readonly groups: readonly SurveyedGroup[] | null;
}

export const NO_SURVEY: KeptSurvey = { open: [], groups: null };

/** A group as people know it; its key where nobody told the name. */
export const groupName = ({ groups }: KeptSurvey, groupKey: string): string =>
  groups?.find((group) => group.groupKey === groupKey)?.name ?? groupKey;

/** Of the named groups those that the platform has no more: they make nobody staff. */
export const goneGroups = ({ groups }: KeptSurvey, groupKeys: readonly string[]): readonly string[] =>
  groups === null ? [] : groupKeys.filter((key) => !groups.some(({ groupKey }) => groupKey === key));
