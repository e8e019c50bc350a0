/**
 * Slack's limits, as data. Characters are UTF-16 code units, counted after escaping.
 * Source: docs.slack.dev, "Block Kit" and the pages of chat.postMessage and views.open, read in November 2026.
 */
export const SLACK_LIMITS = {
  /** Slack cuts it off beyond. */
  messageText: 40_000,
  /** What stands beside blocks, for notifications and screen readers; Slack advises less than 4,000. */
  fallbackText: 3_000,
  messageBlocks: 50,
  viewBlocks: 100,
  /** All blocks of a message together: 13,200 were seen to be refused (`msg_blocks_too_long`), no page names a number. */
  messageWords: 12_000,
  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  /** No page names one; a section's is kept to. */
  richText: 3_000,
  contextText: 3_000,
  headerText: 150,
  imageAlt: 2_000,
  actionId: 255,
  buttonText: 75,
  buttonValue: 2_000,
  actionsPerBlock: 25,
  menuLabel: 150,
  optionText: 75,
  optionValue: 150,
  menuOptions: 100,
  viewTitle: 24,
  viewButton: 24,
  fieldLabel: 2_000,
  fieldValue: 3_000,
  privateMetadata: 3_000,
  callbackId: 255,
  blockId: 255,
  linkUrl: 2_000,
} as const;
