/** Where features live in the two weight tables: a small part by name, the rest by hash. Part of the weights' format. */
export const ROWS = 1 << 16;
const NAMED_ROWS = 1024;

export const AFINN_ROW = 0;
export const VADER_ROW = 64;
export const LAST_CLAUSE_ROW = 128;
export const STYLE_ROW = 192;
export const SIGN_ROW = 320;
export const CUE_ROW = 384;

/** The row of a 32-bit hash in the table of the n-grams. */
export const hashedRow = (hash: number): number => NAMED_ROWS + ((hash >>> 0) % (ROWS - NAMED_ROWS));

/** Rows of the table of the word net. */
export const NET_ROWS = 1 << 14;
const NAMED_NET_ROWS = 128;
/** The row of a 32-bit hash in the table of the word net. */
export const hashedNetRow = (hash: number): number =>
  NAMED_NET_ROWS + ((hash >>> 0) % (NET_ROWS - NAMED_NET_ROWS));
