import type { InteractionMatrix, RankingQuery, ScoreContribution } from '../../contracts/index.js';
import { historyQuery } from '../../dataset/interaction-matrix.js';
import { modalityShares } from '../content/modality-shares.js';
import { likedVector } from '../score-queries.js';
import type { ContentGraph } from './content-graph.js';
import type { InteractionGraph } from './interaction-graph.js';
import type { ResolvedGraphFilterOptions } from './options.js';
import { applyPolynomial } from './polynomial.js';

/** Factors that bring the two parts of a score to one scale. */
export interface PartScales {
  readonly interactions: number;
  readonly content: number;
}

/** So many users tell how the scores of all are spread. */
const SAMPLE_USERS = 256;

/** Everything that a score is computed from; never changed, but replaced when items are added. */
export class FittedGraphs {
  readonly interactions: InteractionGraph;
  readonly content: readonly ContentGraph[];
  readonly items: number;
  readonly weights: readonly number[];
  readonly scales: PartScales;
  readonly #options: ResolvedGraphFilterOptions;
  readonly #shares: readonly Float64Array[];

  constructor(
    options: ResolvedGraphFilterOptions,
    interactions: InteractionGraph,
    content: readonly ContentGraph[],
    items: number,
    weights: readonly number[],
    scales: PartScales,
  ) {
    this.#options = options;
    this.interactions = interactions;
    this.content = content;
    this.items = items;
    this.weights = weights;
    this.scales = scales;
    this.#shares = modalityShares(
      weights,
      content.map(({ degree }) => degree),
    );
  }

  /** The same with scales that give both parts the standard deviation 1 over some users' scores, evenly chosen. */
  calibrated(interactions: InteractionMatrix): FittedGraphs {
    const users: number[] = [];
    for (let user = 0; user < interactions.users; user++) {
      if (interactions.rowStart[user + 1]! > interactions.rowStart[user]!) users.push(user);
    }
    const chosen = Math.min(SAMPLE_USERS, users.length);
    const spread = { interactions: new Spread(), content: new Spread() };
    for (let index = 0; index < chosen; index++) {
      const user = users[Math.floor((index * users.length) / chosen)]!;
      const liked = likedVector(historyQuery(interactions, user), this.items);
      spread.interactions.add(this.#ofInteractions(liked));
      spread.content.add(this.#ofContent(liked));
    }
    const scales = {
      interactions: spread.interactions.inverse(),
      content: this.#options.contentWeight * spread.content.inverse(),
    };
    return new FittedGraphs(this.#options, this.interactions, this.content, this.items, this.weights, scales);
  }

  /** Scores `[items]`. */
  score(query: RankingQuery): Float64Array {
    const liked = likedVector(query, this.items);
    const scores = this.#ofInteractions(liked);
    const content = this.scales.content === 0 ? new Float64Array(this.items) : this.#ofContent(liked);
    for (let item = 0; item < scores.length; item++) {
      scores[item] = this.scales.interactions * scores[item]! + this.scales.content * content[item]!;
    }
    return scores;
  }

  /** The summands of one score, those that are 0 left out. */
  explain({ liked, weight }: RankingQuery, item: number): ScoreContribution[] {
    const { filter, contentFilter } = this.#options;
    const target = new Float64Array(this.items);
    target[item] = 1;
    const from: [modality: string, scale: number, influence: Float64Array][] = [
      [
        'interactions',
        this.scales.interactions,
        applyPolynomial(filter, (vector) => this.interactions.apply(vector), target, this.#fitItems),
      ],
    ];
    for (const [index, graph] of this.content.entries()) {
      const step = (vector: Float64Array) => graph.backward(vector);
      from.push([
        graph.vectors.name,
        this.scales.content * this.#shares[index]![item]!,
        applyPolynomial(contentFilter, step, target, this.#fitItems),
      ]);
    }
    const parts: ScoreContribution[] = [];
    for (const [modality, scale, influence] of from) {
      for (const [position, likedItem] of liked.entries()) {
        const value = (weight?.[position] ?? 1) * scale * influence[likedItem]!;
        if (value !== 0) parts.push({ item: likedItem, modality, value });
      }
    }
    return parts;
  }

  get #fitItems(): number {
    return this.interactions.byUser.columns;
  }

  #ofInteractions(liked: Float64Array): Float64Array {
    const step = (vector: Float64Array) => this.interactions.apply(vector);
    return applyPolynomial(this.#options.filter, step, liked, this.#fitItems);
  }

  #ofContent(liked: Float64Array): Float64Array {
    const sum = new Float64Array(this.items);
    for (const [index, graph] of this.content.entries()) {
      const step = (vector: Float64Array) => graph.forward(vector);
      const part = applyPolynomial(this.#options.contentFilter, step, liked, this.#fitItems);
      const share = this.#shares[index]!;
      for (let item = 0; item < sum.length; item++) sum[item]! += share[item]! * part[item]!;
    }
    return sum;
  }
}

/** Standard deviation of all numbers that it is given. */
class Spread {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(values: Float64Array): void {
    for (const value of values) {
      this.#sum += value;
      this.#squares += value * value;
    }
    this.#count += values.length;
  }

  /** 1 / standard deviation; 0 where nothing varies. */
  inverse(): number {
    if (this.#count === 0) return 0;
    const mean = this.#sum / this.#count;
    const variance = this.#squares / this.#count - mean * mean;
    return variance > 0 ? 1 / Math.sqrt(variance) : 0;
  }
}
