const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a value that came from outside can be one of our own ids; anything else never reaches a statement. */
export const isId = (value: string): boolean => UUID.test(value);
