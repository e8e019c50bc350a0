/** What staff may do about any message from its own menu; its platform names the message, and no value travels along. */
export const MESSAGE_CONTROLS = {
  /** The alarm about this message's customer was false. */
  notARisk: "message.not-a-risk",
} as const;
