import { type NeighbourOptions, type NeighbourTable, neighboursAmong } from '../../numeric/neighbours.js';
import type { ModalityColumn, PluginState } from '../../types.js';
import type { FittedModality } from '../check-fit-input.js';
import {
  EdgeList,
  type ItemGraph,
  itemGraph,
  restoreItemGraph,
  saveItemGraph,
} from '../content/item-graph.js';
import { ItemVectors } from '../content/item-vectors.js';
import { corrupt, savedArray } from '../saved-state.js';

/**
 * One modality's neighbours of every item among the items with interactions ("warm" ones), each with its similarity
 * as a share of the list's. A liked item that is not warm is in nobody's list; it speaks for its own nearest
 * neighbours, with its similarity over the sum of their lists.
 */
export class KnnGraph {
  readonly vectors: ItemVectors;
  readonly graph: ItemGraph;
  /** Sum of the similarities in each item's list. */
  readonly degree: Float32Array;
  readonly #warm: Uint8Array;
  readonly #neighbours: number;

  private constructor(
    vectors: ItemVectors,
    graph: ItemGraph,
    degree: Float32Array,
    warm: Uint8Array,
    neighbours: number,
  ) {
    this.vectors = vectors;
    this.graph = graph;
    this.degree = degree;
    this.#warm = warm;
    this.#neighbours = neighbours;
  }

  /** @param warm One byte per item: has anybody interacted with it? */
  static async build(
    column: ModalityColumn,
    warm: Uint8Array,
    neighbours: number,
    search: NeighbourOptions,
  ): Promise<KnnGraph> {
    const vectors = new ItemVectors(column);
    const table = await vectors.neighbours(neighbours, search);
    const lists = await warmLists(table, column, column, 0, warm, neighbours, search);
    const degree = new Float32Array(table.rows);
    const edges = edgesOf(lists, table, 0, warm, degree, neighbours);
    return new KnnGraph(vectors, itemGraph(table.rows, edges), degree, warm, neighbours);
  }

  /** The graph with more items, none of them warm. Earlier edges stay as they are. */
  async add(column: ModalityColumn): Promise<KnnGraph> {
    const first = this.vectors.items;
    const table = await this.vectors.add(column, this.#neighbours);
    const lists = await warmLists(table, column, this.vectors.base, first, this.#warm, this.#neighbours, {});
    const degree = new Float32Array(first + table.rows);
    degree.set(this.degree);
    const edges = edgesOf(lists, table, first, this.#warm, degree, this.#neighbours);
    const graph = itemGraph(degree.length, edges, this.graph);
    return new KnnGraph(this.vectors, graph, degree, this.#warm, this.#neighbours);
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
    warm: Uint8Array,
    neighbours: number,
  ): KnnGraph {
    const vectors = ItemVectors.restore(owner, state, prefix, modality);
    const isWhole = vectors.items === items && vectors.base.rowIndex.length === warm.length;
    if (!isWhole) throw corrupt(owner, `modality "${modality.name}" does not have ${items} items`);
    const graph = restoreItemGraph(owner, state, prefix, items);
    const degree = savedArray(owner, state, `${prefix}.degrees`, items);
    return new KnnGraph(vectors, graph, degree, warm, neighbours);
  }
}

type Neighbour = readonly [item: number, similarity: number];

/**
 * The nearest warm items of every item of a table. Most are in the table, which is longer than needed; where too many of a
 * full list are not warm, warm ones are searched for alone.
 *
 * @param first Number of the table's first item.
 */
async function warmLists(
  table: NeighbourTable,
  column: ModalityColumn,
  base: ModalityColumn,
  first: number,
  warm: Uint8Array,
  neighbours: number,
  search: NeighbourOptions,
): Promise<Neighbour[][]> {
  const lists = Array.from({ length: table.rows }, (_, row) =>
    listOf(table, row, table.k)
      .filter(([item]) => warm[item] === 1)
      .slice(0, neighbours),
  );
  const short = Array.from(lists.keys()).filter((row) => {
    const isCutOff = table.k > 0 && table.index[(row + 1) * table.k - 1] !== -1;
    return lists[row]!.length < neighbours && isCutOff;
  });
  if (short.length === 0) return lists;
  const asked = { ...column, rowIndex: Int32Array.from(short, (row) => column.rowIndex[row]!) };
  // One more than wanted, for a warm item finds itself.
  const found = await neighboursAmong(asked, base, neighbours + 1, { signal: search.signal, allowed: warm });
  for (const [place, row] of short.entries()) {
    const others = listOf(found, place, found.k).filter(([item]) => item !== first + row);
    lists[row] = others.slice(0, neighbours);
  }
  return lists;
}

/** Edges into the items of the lists, and out of those among them that are not warm; writes down their degrees. */
function edgesOf(
  lists: readonly (readonly Neighbour[])[],
  table: NeighbourTable,
  first: number,
  warm: Uint8Array,
  degree: Float32Array,
  neighbours: number,
): EdgeList {
  const edges = new EdgeList();
  for (const [row, list] of lists.entries()) {
    const sum = list.reduce((total, [, similarity]) => total + similarity, 0);
    degree[first + row] = sum;
    for (const [item, similarity] of list) edges.push(item, first + row, similarity / sum);
  }
  for (let row = 0; row < table.rows; row++) {
    if (warm[first + row] === 1) continue;
    for (const [item, similarity] of listOf(table, row, neighbours)) {
      if (degree[item]! > 0) edges.push(first + row, item, similarity / degree[item]!);
    }
  }
  return edges;
}

/** The first entries of a list, as far as they are similar at all. */
function listOf({ k, index, similarity }: NeighbourTable, row: number, most: number): Neighbour[] {
  const list: Neighbour[] = [];
  for (let at = row * k; at < row * k + Math.min(k, most) && index[at] !== -1 && similarity[at]! > 0; at++) {
    list.push([index[at]!, similarity[at]!]);
  }
  return list;
}
