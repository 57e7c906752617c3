import type { NeighbourOptions, NeighbourTable } from '../../numeric/neighbours.js';
import type { ModalityColumn, PluginState } from '../../types.js';
import type { FittedModality } from '../check-fit-input.js';
import {
  addRow,
  EdgeList,
  type ItemGraph,
  itemGraph,
  restoreItemGraph,
  saveItemGraph,
} from '../content/item-graph.js';
import { ItemVectors } from '../content/item-vectors.js';
import { corrupt, savedArray } from '../saved-state.js';

/** How a content graph is built. */
export interface ContentGraphOptions {
  readonly neighbours: number;
  /** Exponent of the degree of the liked item; that of the scored item has the rest to 1. */
  readonly alpha: number;
}

/**
 * One modality's graph of nearest neighbours: an edge wherever one of two items is among the `neighbours` most similar of the
 * other, its weight the similarity, normalised by degrees as `d_i^-alpha A_ij d_j^-(1 - alpha)`.
 */
export class ContentGraph {
  readonly vectors: ItemVectors;
  /** Sum of the similarities of an item's edges, as it was when the item came. */
  readonly degree: Float32Array;
  readonly graph: ItemGraph;
  readonly #options: ContentGraphOptions;

  private constructor(
    vectors: ItemVectors,
    graph: ItemGraph,
    degree: Float32Array,
    options: ContentGraphOptions,
  ) {
    this.vectors = vectors;
    this.graph = graph;
    this.degree = degree;
    this.#options = options;
  }

  static async build(
    column: ModalityColumn,
    options: ContentGraphOptions,
    search: NeighbourOptions,
  ): Promise<ContentGraph> {
    const vectors = new ItemVectors(column);
    const table = await vectors.neighbours(options.neighbours, search);
    const pairs = bothWays(table, options.neighbours);
    const sums = new Float64Array(table.rows);
    for (const [edge, from] of pairs.from.entries()) sums[from]! += pairs.value[edge]!;
    const degree = Float32Array.from(sums);
    return new ContentGraph(
      vectors,
      itemGraph(table.rows, normalised(pairs, degree, options.alpha)),
      degree,
      options,
    );
  }

  /** The graph with more items: each has edges from and to its nearest neighbours. Earlier edges stay as they are. */
  async add(column: ModalityColumn): Promise<ContentGraph> {
    const { neighbours, alpha } = this.#options;
    const first = this.vectors.items;
    const table = await this.vectors.add(column, neighbours);
    const edges = new EdgeList();
    const degree = new Float32Array(first + table.rows);
    degree.set(this.degree);
    const pairs = new EdgeList();
    const connected = new Set<number>();
    for (let row = 0; row < table.rows; row++) {
      for (const [other, similarity] of listOf(table, row, neighbours)) {
        degree[first + row]! += similarity;
        // Two new items that choose each other are one pair.
        if (other >= first && connected.has((other - first) * table.rows + row)) continue;
        if (other >= first) connected.add(row * table.rows + (other - first));
        pairs.push(first + row, other, similarity);
      }
    }
    for (const [pair, from] of pairs.from.entries()) {
      edges.push(from, pairs.to[pair]!, pairs.value[pair]!);
      edges.push(pairs.to[pair]!, from, pairs.value[pair]!);
    }
    const graph = itemGraph(degree.length, normalised(edges, degree, alpha), this.graph);
    return new ContentGraph(this.vectors, graph, degree, this.#options);
  }

  /** From what is liked to what is scored: `x N`. */
  forward(vector: Float64Array): Float64Array {
    return product(this.graph.outgoing, vector);
  }

  /** From what is scored to what would have to be liked: `N x`. */
  backward(vector: Float64Array): Float64Array {
    return product(this.graph.incoming, vector);
  }

  save(prefix: string, arrays: Record<string, Float32Array>): void {
    this.vectors.save(prefix, arrays);
    saveItemGraph(this.graph, prefix, arrays);
    arrays[`${prefix}.degrees`] = this.degree;
  }

  static restore(
    owner: string,
    state: PluginState,
    prefix: string,
    modality: FittedModality,
    items: number,
    options: ContentGraphOptions,
  ): ContentGraph {
    const vectors = ItemVectors.restore(owner, state, prefix, modality);
    if (vectors.items !== items)
      throw corrupt(owner, `modality "${modality.name}" does not have ${items} items`);
    const graph = restoreItemGraph(owner, state, prefix, vectors.items);
    const degree = savedArray(owner, state, `${prefix}.degrees`, vectors.items);
    return new ContentGraph(vectors, graph, degree, options);
  }
}

function product(rows: ItemGraph['incoming'], vector: Float64Array): Float64Array {
  const result = new Float64Array(vector.length);
  for (let item = 0; item < vector.length; item++) {
    if (vector[item] !== 0) addRow(rows, item, vector[item]!, result);
  }
  return result;
}

/** Every pair of which one has chosen the other, in both directions, each once. */
function bothWays(table: NeighbourTable, neighbours: number): EdgeList {
  const edges = new EdgeList();
  const chosen = Array.from({ length: table.rows }, (_, item) => new Map(listOf(table, item, neighbours)));
  for (const [item, others] of chosen.entries()) {
    for (const [other, similarity] of others) {
      edges.push(item, other, similarity);
      if (!chosen[other]!.has(item)) edges.push(other, item, similarity);
    }
  }
  return edges;
}

/** The nearest neighbours of one item that are similar at all. */
function* listOf(
  { k, index, similarity }: NeighbourTable,
  row: number,
  most: number,
): Generator<[number, number]> {
  for (let at = row * k; at < row * k + Math.min(k, most) && index[at] !== -1 && similarity[at]! > 0; at++) {
    yield [index[at]!, similarity[at]!];
  }
}

/** Edges with similarities divided by powers of the degrees of their ends; 0 at an item that had no edges when it came. */
function normalised(edges: EdgeList, degree: Float32Array, alpha: number): EdgeList {
  const scaled = (item: number, exponent: number) => (degree[item]! > 0 ? degree[item]! ** exponent : 0);
  for (const [edge, value] of edges.value.entries()) {
    edges.value[edge] = value * scaled(edges.from[edge]!, -alpha) * scaled(edges.to[edge]!, alpha - 1);
  }
  return edges;
}
