/** The account of everything that was planted on purpose in the synthetic files, so that a report can be checked against it. */

/** What is in the review file. The first eight counts add up to `lines`. */
export interface PlantedReviews {
  readonly lines: number;
  /** Reviews without a defect: exactly as many as were asked for. */
  readonly usable: number;
  /** Exact copies of a usable line, further down. */
  readonly duplicates: number;
  /** Reviews of products that the metadata do not know. */
  readonly unknownProducts: number;
  /** Numbers that are no stars: 0, 6, 3.7, -1. */
  readonly ratingsOffScale: number;
  /** `null` or words where the number should be. */
  readonly ratingsNotANumber: number;
  /** Lines cut in the middle. */
  readonly malformedLines: number;
  /** Valid JSON, but no object. */
  readonly notObjects: number;
  readonly blankLines: number;
  /** Lines that end with CR LF; they are otherwise good. */
  readonly crlfLines: number;
  /** Usable reviews with entities or tags in the text. */
  readonly htmlTexts: number;
  /** Usable reviews with an empty `text`. */
  readonly emptyTexts: number;
  /** Usable reviews with neither title nor text; part of `emptyTexts`. */
  readonly withoutWords: number;
  /** Usable reviews per rating, from 1 to 5 stars. */
  readonly stars: readonly number[];
  readonly users: number;
}

/** What is in the metadata file and in the folder of pictures. `products`, `malformedLines` and `blankLines` add up to `lines`. */
export interface PlantedMetadata {
  readonly lines: number;
  /** Products, all of them readable. */
  readonly products: number;
  readonly malformedLines: number;
  readonly blankLines: number;
  readonly crlfLines: number;
  /** Products whose `images` is a struct of lists; the others have a list of structs. */
  readonly structImages: number;
  /** Products with an empty `images`, in either shape. */
  readonly withoutImage: number;
  /** Products with a picture, but `hi_res: null`. */
  readonly hiResNull: number;
  /** Of those, products that have a thumbnail only. */
  readonly thumbnailOnly: number;
  /** Products whose picture file ends half way. */
  readonly truncatedPictures: number;
  /** Products whose picture file is a web page. */
  readonly notAPicture: number;
  /** Products whose picture file does not exist. */
  readonly missingPictures: number;
  /** Products that no usable review is about. */
  readonly withoutReviews: number;
}

export interface PlantedAccount {
  readonly reviews: PlantedReviews;
  readonly metadata: PlantedMetadata;
}

/** How many of something rare: at least one, so that small catalogues have every defect too. */
export function rare(total: number, share: number): number {
  return Math.max(1, Math.round(total * share));
}
