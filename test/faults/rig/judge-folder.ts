/** Reads everything there is, with and without indexes, past the product. */
export async function judgeFolder(folder: string, acked: ReadonlySet<string>): Promise<readonly string[]> {
  const { PGlite } = await import("@electric-sql/pglite");
  const pglite = await PGlite.create(folder);
  const violations: string[] = [];
  try {
    const { rows: posts } = await pglite.query<{ client_key: string | null }>(
      "select client_key from web_posts",
    );
    const stored = new Set(posts.map((row) => row.client_key ?? ""));
    const isStored = (token: string) => [...stored].some((key) => key.includes(token));
    const lost = [...acked].filter((token) => !stored.has(token) && !isStored(token));
    if (lost.length > 0)
      violations.push(`${lost.length} acknowledged posts are gone: ${lost.slice(0, 3).join(" ")}`);
    const { rows: tables } = await pglite.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    );
    for (const { name } of tables) {
      const counts: unknown[] = [];
      for (const way of ["indexscan", "seqscan"]) {
        await pglite.exec(`set enable_indexscan = ${way === "indexscan"}; set enable_indexonlyscan = ${way === "indexscan"};
          set enable_bitmapscan = off; set enable_seqscan = ${way === "seqscan"}`);
        const { rows } = await pglite.query<{ n: string }>(
          `select count(*)::text || coalesce(sum(length(t::text)), 0)::text as n from (select * from "${name}" order by 1) t`,
        );
        counts.push(rows[0]?.n);
      }
      if (counts[0] !== counts[1]) violations.push(`${name}: an index and its table differ`);
    }
  } catch (error) {
    violations.push(`the database cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await pglite.close();
  }
  return violations;
}
