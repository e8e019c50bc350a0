let edits = [];

export function initialize(given) {
  edits = given;
}

export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  const path = url.split("?")[0];
  const mine = edits.filter(({ file }) => path.endsWith(`/${file}`));
  if (mine.length === 0 || loaded.source === undefined || loaded.source === null) return loaded;
  const source = mine.reduce((text, { file, find, replace }) => {
    if (!text.includes(find)) throw new Error(`the fault is not where it is looked for: ${file}`);
    return text.replace(find, () => replace);
  }, Buffer.from(loaded.source).toString("utf8"));
  return { ...loaded, source };
}
