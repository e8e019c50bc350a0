/** Keys of people named in a text as `@Maya`, by display name or key, whichever is longer. */
export function mentionedKeys(
  text: string,
  listPeople: () => readonly { readonly personKey: string; readonly displayName: string }[],
): string[] {
  if (!text.includes("@")) return [];
  const people = listPeople();
  const found = new Set<string>();
  const words = text.toLowerCase();
  for (let at = words.indexOf("@"); at !== -1; at = words.indexOf("@", at + 1)) {
    let best = { length: 0, personKey: "" };
    for (const person of people) {
      for (const name of [person.displayName.toLowerCase(), person.personKey.toLowerCase()]) {
        const isNamed = words.startsWith(name, at + 1) && !isWordSign(words.charAt(at + 1 + name.length));
        if (isNamed && name.length > best.length) best = { length: name.length, personKey: person.personKey };
      }
    }
    if (best.length > 0 && !isWordSign(words.charAt(at - 1))) found.add(best.personKey);
  }
  return [...found];
}

const isWordSign = (sign: string): boolean => /[\p{L}\p{N}_]/u.test(sign);
