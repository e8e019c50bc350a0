/** Half sure: below this a message is not treated as a request, unless the bot was asked. */
export const HALF_SURE = 0.6;
/** Sure enough to speak unasked. */
export const SURE = 0.8;
