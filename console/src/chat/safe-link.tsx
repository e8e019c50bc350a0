import { pageOf, safeUrl } from "./safe-url.ts";

/** A link only where the address may be followed; else its label stays as words. */
export function SafeLink({ url, label }: { readonly url: string; readonly label: string }) {
  const page = pageOf(url, globalThis.location?.origin ?? "");
  if (page) return <a href={page}>{label}</a>;
  const safe = safeUrl(url);
  if (!safe) return <span>{label}</span>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer">
      {label}
    </a>
  );
}
