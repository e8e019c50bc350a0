/**
 * Slack's limits, as data. Characters are UTF-16 code units.
 * Source: docs.slack.dev, "Block Kit" and the pages of chat.postMessage and views.open, read in November 2026.
 */
export const SLACK_LIMITS = {
  /** A section, which one post of ours is; the text of a whole message may have 40,000. */
  sectionText: 3_000,
  buttonText: 75,
  buttonValue: 2_000,
  actionsPerBlock: 25,
  menuLabel: 150,
  optionText: 75,
  optionValue: 150,
  menuOptions: 100,
} as const;
