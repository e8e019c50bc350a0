/** Where features live in the weight table: a small part by name, the rest by hash. Part of the weights' format. */
export const ROWS = 1 << 17;
const NAMED_ROWS = 1024;

export const AFINN_ROW = 0;
export const VADER_ROW = 64;
export const LAST_CLAUSE_ROW = 128;
export const STYLE_ROW = 192;
export const SIGN_ROW = 320;
export const CUE_ROW = 384;

/** The row of a 32-bit hash. */
export const hashedRow = (hash: number): number => NAMED_ROWS + ((hash >>> 0) % (ROWS - NAMED_ROWS));
