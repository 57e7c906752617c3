import type { InteractionMatrix } from '../../contracts/index.js';
import { interactionMatrix, type MatrixEntry } from '../../dataset/interaction-matrix.js';
import type { ModalityColumn } from '../../types.js';
import { createRandom, deriveSeed } from '../../util/random.js';

/** Options of {@link tinyInteractions}. */
export interface TinyInteractionsOptions {
  /**
   * Reaches every random choice.
   * @default 1
   */
  readonly seed?: number;
  /**
   * Number of users, at least 3. The last one has no interactions.
   * @default 30
   */
  readonly users?: number;
  /**
   * Number of items, at least 12.
   * @default 24
   */
  readonly items?: number;
}

/** Made-up people, items and tastes, numbered from 0 as rankers number them. */
export interface TinyInteractions {
  readonly interactions: InteractionMatrix;
  /** `text` [6] and `image` [4]. The last item has neither, every fifth no image. */
  readonly modalities: readonly ModalityColumn[];
  /**
   * The columns of four items to add: copies of item 0 and of item 1, one that lacks an image but is otherwise a copy of item 2, one
   * without any modality.
   */
  readonly added: readonly ModalityColumn[];
  /** Which of the two tastes an item is to: 0 or 1. */
  readonly tasteOfItem: Uint8Array;
  readonly tasteOfUser: Uint8Array;
  /** Items with embeddings that nobody has interacted with, one to each taste. */
  readonly coldItems: readonly number[];
}

/**
 * Two tastes: items with even numbers are to one, those with odd numbers to the other, and so are users. People have
 * interacted with half of the items to their taste and with one in ten of the others; embeddings of one taste lie together.
 */
export function tinyInteractions(options: TinyInteractionsOptions = {}): TinyInteractions {
  const { seed = 1, users = 30, items = 24 } = options;
  const random = createRandom(deriveSeed(seed, 'tiny-interactions'));
  const tasteOfItem = Uint8Array.from({ length: items }, (_, item) => item % 2);
  const tasteOfUser = Uint8Array.from({ length: users }, (_, user) => user % 2);
  const coldItems = [items - 3, items - 2];
  const entries: MatrixEntry[] = [];
  for (let user = 0; user < users - 1; user++) {
    // One item to their taste for certain, so that nobody but the last user comes away without any.
    const certain = 2 * (user % Math.floor((items - 4) / 2)) + tasteOfUser[user]!;
    for (let item = 0; item < items; item++) {
      const chance = tasteOfItem[item] === tasteOfUser[user] ? 0.5 : 0.1;
      if ((random() < chance && !coldItems.includes(item)) || item === certain) entries.push({ user, item });
    }
  }
  const vectors = (dimensions: number) =>
    Float32Array.from({ length: items * dimensions }, (_, index) => {
      const isOfTaste = (index % dimensions) % 2 === tasteOfItem[Math.floor(index / dimensions)];
      return (isOfTaste ? 1 : 0.1) + 0.3 * random();
    });
  const text = { data: vectors(6), rows: items, dimensions: 6 };
  const image = { data: vectors(4), rows: items, dimensions: 4 };
  const lastHasNone = (item: number) => (item === items - 1 ? -1 : item);
  const textRows = Int32Array.from({ length: items }, (_, item) => lastHasNone(item));
  const imageRows = Int32Array.from({ length: items }, (_, item) =>
    item % 5 === 4 ? -1 : lastHasNone(item),
  );
  return {
    interactions: interactionMatrix(users, items, entries),
    modalities: [
      { name: 'text', matrix: text, rowIndex: textRows },
      { name: 'image', matrix: image, rowIndex: imageRows },
    ],
    added: [
      { name: 'text', matrix: text, rowIndex: Int32Array.of(0, 1, 2, -1) },
      { name: 'image', matrix: image, rowIndex: Int32Array.of(0, 1, -1, -1) },
    ],
    tasteOfItem,
    tasteOfUser,
    coldItems,
  };
}
