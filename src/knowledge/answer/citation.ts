import type { Citation, RetrievedPassage } from "../../domain/knowledge.ts";

/** Where a passage can be read: article, nearest heading, page and link. */
export function citationOf({ passage, articleTitle, url }: RetrievedPassage): Citation {
  const heading = passage.headingPath.at(-1) ?? null;
  return {
    articleId: passage.articleId,
    passageId: passage.id,
    title: articleTitle,
    heading: heading === articleTitle ? null : heading,
    pageLabel: passage.pageLabel,
    url: url === null ? null : linkTo(url, passage.anchor),
  };
}

/** The article's link, with the passage's anchor where there is one and the link has none of its own. */
function linkTo(url: string, anchor: string | null): string {
  return anchor === null || anchor === "" || url.includes("#") ? url : `${url}#${encodeURIComponent(anchor)}`;
}
