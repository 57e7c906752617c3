/** Nearest neighbours by usearch, an approximate index (HNSW), in place of comparing with every vector. */
import { MultimodalRecommender, TfidfTextEncoder, type VectorIndex } from 'multimodal-recommender';
import { runConformance, tinyShop, vectorIndexConformance } from 'multimodal-recommender/testing';
import { Index, MetricKind, ScalarKind } from 'usearch';

class UsearchIndex implements VectorIndex {
  readonly specVersion = 1;
  readonly name = 'UsearchIndex';
  #index: Index | undefined;
  #nextKey = 0n;
  readonly #keyOf = new Map<string, bigint>();
  readonly #idOf = new Map<bigint, string>();

  upsert: VectorIndex['upsert'] = async (ids, { data, dimensions }) => {
    await this.remove(ids);
    // Positional: metric, quantization, connectivity, effort of adding and of searching.
    this.#index ??= new Index(dimensions, MetricKind.IP, ScalarKind.F32, 16, 128, 64);
    for (const [row, id] of ids.entries()) {
      const key = this.#nextKey++;
      this.#index.add(key, unit(data.subarray(row * dimensions, (row + 1) * dimensions)), 1);
      this.#keyOf.set(id, key);
      this.#idOf.set(key, id);
    }
  };

  remove: VectorIndex['remove'] = async (ids) => {
    const keys = ids.flatMap((id) => this.#keyOf.get(id) ?? []);
    if (keys.length > 0) this.#index!.remove(keys);
    for (const key of keys) {
      this.#keyOf.delete(this.#idOf.get(key)!);
      this.#idOf.delete(key);
    }
  };

  search: VectorIndex['search'] = async ({ data, rows, dimensions }, k) => {
    const wanted = Math.min(k, this.#keyOf.size);
    return Array.from({ length: rows }, (_, row) => {
      if (wanted === 0) return { ids: [], similarities: new Float32Array() };
      const query = unit(data.subarray(row * dimensions, (row + 1) * dimensions));
      const { keys, distances } = this.#index!.search(query, wanted, 1);
      const ids = Array.from(keys, (key) => this.#idOf.get(key)!);
      return { ids, similarities: distances.map((d) => 1 - d) };
    });
  };
}

/** Of length 1, so that inner products are cosines; a zero vector stays zero. */
function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

const conformance = await runConformance(vectorIndexConformance(() => new UsearchIndex(), { exact: false }));
console.log(`conformance: ${conformance.passed} passed, ${conformance.failed} failed`);

const vectorIndex = () => new UsearchIndex();
const encoders = { textEncoder: new TfidfTextEncoder(), imageEncoder: null };
const recommender = new MultimodalRecommender({ task: 'preference', ...encoders, vectorIndex });
await recommender.fit(tinyShop().source);
console.log((await recommender.similarItems('item-0', { k: 3 })).map(({ item }) => item.title));
