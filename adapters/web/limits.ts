/**
 * What the browser chat carries, as data. Characters are UTF-16 code units, as `String.length` counts them.
 * The room is ours, so the figures are chosen: wide enough for a pasted log, small enough that one post never weighs on a window.
 */
export const WEB_LIMITS = {
  /** A person's post. */
  postText: 20_000,
  /** All words of one post of the bot together. */
  contentText: 40_000,
  /** One paragraph or quote; longer ones become several. */
  blockText: 3_000,
  headingText: 150,
  summaryText: 300,
  labelText: 80,
  /** Values of controls and forms: our own ids. */
  controlValue: 100,
  controlId: 100,
  blocks: 100,
  listItems: 50,
  facts: 25,
  controlsPerBlock: 10,
  menuOptions: 50,
  formFields: 10,
  formFieldText: 4_000,
  commandText: 1_000,
  completionText: 200,
  completions: 25,
  emoji: 32,
  reactionsPerPost: 50,
  key: 80,
  displayName: 60,
  filesPerPost: 5,
  fileBytes: 8 * 1024 * 1024,
  fileName: 120,
  /** A JSON request; a multipart one may hold the files above it. */
  jsonBytes: 128 * 1024,
  jsonDepth: 12,
  /** Posts in one answer of a channel or thread. */
  pagePosts: 100,
  windows: 500,
  windowsPerPerson: 20,
} as const;
