import type { ModalityColumn } from '../../types.js';
import type { CandidateOrder } from './candidate-order.js';
import { intraListDiversity, rowNorms } from './metrics/intra-list-diversity.js';
import {
  averagePrecisionAt,
  hitRateAt,
  ndcgAt,
  precisionAt,
  recallAt,
  reciprocalRankAt,
} from './metrics/list-metrics.js';
import { rocAuc } from './metrics/roc-auc.js';
import type { TestCase } from './test-cases.js';
import { LIST_METRICS, type ListMetric } from './types.js';

/** What is the same for all contenders. */
export interface Measuring {
  /** Ascending. */
  readonly ks: readonly number[];
  /** One byte per item. */
  readonly candidate: Uint8Array;
  readonly order: CandidateOrder;
  /** Bits per item. */
  readonly information: Float64Array;
  readonly modalities: readonly ModalityColumn[];
}

/** What is measured per user: the metrics of every `k` in the order of {@link LIST_METRICS}, the AUC, and whether there is one. */
export function valuesPerUser(ks: readonly number[]): number {
  return ks.length * LIST_METRICS.length + 2;
}

/** The account of one contender's lists, filled user by user. */
export class ListAccount {
  /** How often each item is in a list, one array per `k`. */
  readonly exposure: readonly Int32Array[];
  /** Sum of the lists' mean self-information, per `k`. */
  readonly novelty: Float64Array;
  /** Per modality and `k`, the sum of diversities and how many there were. */
  readonly diversity: readonly { readonly sum: Float64Array; readonly lists: Int32Array }[];
  readonly #measuring: Measuring;
  readonly #norms: readonly Float64Array[];
  readonly #allowed: Uint8Array;
  readonly #relevant: Uint8Array;

  constructor(measuring: Measuring) {
    const { ks, candidate, modalities } = measuring;
    this.#measuring = measuring;
    this.#norms = modalities.map(({ matrix }) => rowNorms(matrix));
    this.#allowed = candidate.slice();
    this.#relevant = new Uint8Array(candidate.length);
    this.exposure = ks.map(() => new Int32Array(candidate.length));
    this.novelty = new Float64Array(ks.length);
    this.diversity = modalities.map(() => ({
      sum: new Float64Array(ks.length),
      lists: new Int32Array(ks.length),
    }));
  }

  /** Ranks the scores of the user at `position`, measures the lists, and writes {@link valuesPerUser} numbers into `values`. */
  add(position: number, { query, relevant }: TestCase, scores: Float32Array, values: Float64Array): void {
    const { ks, candidate, order } = this.#measuring;
    for (const item of query.liked) this.#allowed[item] = 0;
    for (const item of relevant) this.#relevant[item] = 1;
    const list = order.best(position, ks.at(-1)!, scores, this.#allowed);
    const hits = Uint8Array.from(list, (item) => this.#relevant[item]!);
    const auc = rocAuc(scores, relevant, this.#allowed);
    for (const item of query.liked) this.#allowed[item] = candidate[item]!;
    for (const item of relevant) this.#relevant[item] = 0;

    for (const [index, k] of ks.entries()) {
      const found = metricsAt(hits, k, relevant.length);
      values.set(
        LIST_METRICS.map((metric) => found[metric]),
        index * LIST_METRICS.length,
      );
    }
    values.set(Number.isNaN(auc) ? [0, 0] : [auc, 1], ks.length * LIST_METRICS.length);
    this.#addBeyondAccuracy(list);
  }

  #addBeyondAccuracy(list: Int32Array): void {
    const { ks, information, modalities } = this.#measuring;
    for (const [index, k] of ks.entries()) {
      const shown = list.subarray(0, k);
      let bits = 0;
      for (const item of shown) {
        this.exposure[index]![item]! += 1;
        bits += information[item]!;
      }
      this.novelty[index]! += bits / shown.length;
    }
    for (const [position, column] of modalities.entries()) {
      const { sum, lists } = this.diversity[position]!;
      for (const [index, value] of intraListDiversity(list, column, ks, this.#norms[position]!).entries()) {
        if (Number.isNaN(value)) continue;
        sum[index]! += value;
        lists[index]! += 1;
      }
    }
  }
}

function metricsAt(hits: Uint8Array, k: number, relevant: number): Record<ListMetric, number> {
  return {
    recall: recallAt(hits, k, relevant),
    precision: precisionAt(hits, k),
    hitRate: hitRateAt(hits, k),
    ndcg: ndcgAt(hits, k, relevant),
    map: averagePrecisionAt(hits, k, relevant),
    mrr: reciprocalRankAt(hits, k),
  };
}
