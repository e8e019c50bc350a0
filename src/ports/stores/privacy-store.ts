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
   * Ends what was read in the person's words and keeps the words: readings, moods, risk and flags, also where turns
   * keep a copy of them. Gives the number of readings removed.
   */
  forgetReadings(personId: string): Promise<number>;
  /**
   * Removes the person's words, readings, ratings, answers and turns, the tickets' text and what still waits in inbox, outbox and timers;
   * what staff wrote to the person or under the person's cards loses its text too. Figures by hour keep counts only.
   * Gives the number of rows by table: the deletion proof.
   */
  erase(personId: string): Promise<Readonly<Record<string, number>>>;
  /**
   * Erases at most so many people of a workspace, and with the last of them the workspace itself. `true`: nothing of it
   * is left but figures by hour and the audit log.
   */
  purgeWorkspace(workspaceId: string, mostPeople: number): Promise<boolean>;
}
