/** Shapes of the synthetic sample catalogue. Nothing in it is a real product, a real shop or a real person's review. */

/** What kind of thing is drawn, and in which styles. */
export const STYLES = {
  shirt: ['t-shirt', 'long-sleeve shirt', 'polo shirt'],
  dress: ['sleeveless dress', 'midi dress', 'A-line dress'],
  bag: ['tote bag', 'handbag', 'crossbody bag'],
  shoe: ['sneaker', 'pump', 'ankle boot'],
  hat: ['baseball cap', 'sun hat', 'beanie'],
  watch: ['round watch', 'square watch'],
} as const;

export type Kind = keyof typeof STYLES;
export type Pattern = 'plain' | 'striped' | 'dotted' | 'checked' | 'floral';
export type Neckline = 'crew' | 'v-neck' | 'scoop';
export type Backdrop = 'white' | 'grey' | 'pastel' | 'wall' | 'wood' | 'blanket';

/** Visible signs of a product's quality, each from 0 (not there) to 1 (bad). The first six belong to the thing, the rest to the photo. */
export interface VisibleTraits {
  readonly stains: number;
  readonly wrinkles: number;
  readonly threads: number;
  readonly pilling: number;
  readonly fading: number;
  readonly mismatch: number;
  readonly blur: number;
  readonly darkness: number;
  readonly crookedness: number;
  readonly clutter: number;
  readonly grain: number;
}

/** One drawn product. */
export interface Product {
  /** Ten characters that start with `SYN`, so that they cannot be taken for a real ASIN. */
  readonly asin: string;
  readonly kind: Kind;
  readonly style: string;
  readonly colour: string;
  readonly accent: string;
  readonly pattern: Pattern;
  readonly neckline: Neckline;
  readonly backdrop: Backdrop;
  readonly material: string;
  readonly store: string;
  readonly title: string;
  /** Dollars; absent for most products, as in the real metadata. */
  readonly price: number | null;
  /** Latent workmanship from 0 (poor) to 1 (fine). Never written to a file: the picture shows it. */
  readonly quality: number;
  readonly traits: VisibleTraits;
}

/** A person who writes reviews. */
export interface User {
  readonly userId: string;
  /** Stars this person gives above or below others. */
  readonly leniency: number;
  /** Sentences per review, about. */
  readonly verbosity: number;
  /** Probability of a typo in a sentence. */
  readonly sloppiness: number;
  readonly exclaims: boolean;
}

/** One drawn review, before it becomes a line of a file. */
export interface Review {
  readonly user: User;
  readonly product: Product;
  readonly stars: number;
  readonly title: string;
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly verified: boolean;
  readonly helpfulVotes: number;
}
