/**
 * Discord's limits, as data. Characters are UTF-16 code units, as its clients count them.
 * Source: discord/discord-api-docs, "Message", "Embed limits", "Component reference", "Application commands", August 2026.
 */
export const DISCORD_LIMITS = {
  content: 2_000,
  embeds: 10,
  /** All words of all embeds of a message together. */
  embedWords: 6_000,
  embedTitle: 256,
  embedDescription: 4_096,
  embedFields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  rows: 5,
  buttonsInRow: 5,
  customId: 100,
  buttonLabel: 80,
  menuOptions: 25,
  menuPlaceholder: 150,
  optionLabel: 100,
  optionValue: 100,
  modalTitle: 45,
  modalFields: 5,
  fieldLabel: 45,
  inputValue: 4_000,
  threadName: 100,
  /** Of a forum. */
  appliedTags: 5,
  nonce: 25,
  files: 10,
  /** Where a server has no boosts. */
  fileBytes: 10 * 1024 * 1024,
  linkUrl: 2_000,
  commandName: 32,
  commandDescription: 100,
  menuCommandName: 32,
  completions: 25,
} as const;
