/**
 * What Teams carries, as data. Characters are UTF-16 code units, as `String.length` counts them.
 * Source: MicrosoftDocs/msteams-docs "Rate limiting for bots", "Format your bot messages", "Dialogs", manifest schema 1.19; read in November 2026.
 */
export const TEAMS_LIMITS = {
  /** A whole activity as JSON in UTF-16 bytes: Teams refuses about 100 KB, its documents say to keep to 80. */
  activityBytes: 80 * 1024,
  /** All words of one card: a longer one is not read in a chat. Chosen, not Teams'. */
  cardWords: 12_000,
  /** Elements at the top of one card. Chosen. */
  cardElements: 60,
  textRun: 3_000,
  /** Of a streamed answer: Teams takes one a second, and an attempt has ten. */
  streamSteps: 4,
  /** Series and columns of one chart: more cannot be told apart. Chosen. */
  chartSeries: 10,
  chartColumns: 31,
  headingText: 300,
  labelText: 150,
  factText: 1_000,
  itemText: 1_000,
  summaryText: 300,
  buttonText: 75,
  buttonsPerSet: 6,
  menuOptions: 50,
  optionText: 100,
  controlId: 100,
  controlValue: 200,
  formFields: 20,
  fieldText: 4_000,
  dialogTitle: 60,
  imageAlt: 1_000,
  linkUrl: 2_000,
  displayName: 80,
  /** What an image may weigh inside a card, as base64 characters. */
  inlineImage: 16_000,
  /** A request from Bot Service. */
  requestBytes: 1024 * 1024,
  /** A file that somebody attached. */
  fileBytes: 8 * 1024 * 1024,
  filesPerMessage: 5,
  manifestCommand: 32,
  manifestCommandText: 128,
  manifestCommands: 10,
} as const;
