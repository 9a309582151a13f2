/** A picture of an article, by the hash of its bytes: what was approved is what is shown. */
export interface ArticlePicture {
  sha256: string;
  fileName: string;
  mime: string;
  sizeBytes: number;
}

export type ArticleBlock =
  /** Paragraphs of plain text; a line break inside one stays a line break. */
  { type: 'text'; paragraphs: string[] } | { type: 'image'; picture: ArticlePicture; caption: string };

/** An article for everybody who follows an account: plain text and pictures, in Vietnamese. All text is NFC. */
export interface Article {
  title: string;
  author: string;
  description: string;
  cover: ArticlePicture;
  body: ArticleBlock[];
  /** What it rests on; shown below the text. */
  sources: string[];
  /** Whether readers may comment in public. */
  comments: boolean;
}

/** Every picture of an article, the cover first. */
export function picturesOf({ cover, body }: Pick<Article, 'cover' | 'body'>): ArticlePicture[] {
  return [cover, ...body.flatMap((block) => (block.type === 'image' ? [block.picture] : []))];
}

/**
 * Zalo's limits are 150, 50 and 300 characters and 1 MB for the cover; texts of exactly those lengths were seen refused, and
 * nothing says how characters are counted. The limit of pictures inside the text is not known: taken to be the cover's.
 */
export const ARTICLE_LIMITS = {
  titleChars: 149,
  authorChars: 49,
  descriptionChars: 299,
  pictureBytes: 1024 * 1024,
} as const;
