/** What may be done about any message from its own menu; its platform names the message, and no value travels along. */
export const MESSAGE_CONTROLS = {
  /** The alarm about this message's customer was false. */
  notARisk: "message.not-a-risk",
  /** This message solved the thread it stands in; for whoever asked there, and for staff. */
  solution: "message.solution",
} as const;
