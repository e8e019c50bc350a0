/** What is held about one person, and its end. */
export interface PrivacyStore {
  count(personId: string): Promise<{
    readonly messages: number;
    readonly readings: number;
    readonly tickets: number;
    readonly ratings: number;
  }>;
  /** Everything about the person and nothing about others, table by table, ready for JSON. */
  export(personId: string): Promise<Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>;
  /**
   * Removes the person's words, readings, ratings, answers and turns, the tickets' text and what still waits in inbox, outbox and timers;
   * figures by hour keep counts only. Gives the number of rows by table: the deletion proof.
   */
  erase(personId: string): Promise<Readonly<Record<string, number>>>;
}
