/**
 * Positions of the `k` largest scores, largest first, equal scores by lower position; fewer when fewer are allowed. One
 * pass, in which nearly every score is turned down by one comparison with the least of the best so far.
 *
 * @param allowed One byte per score; positions with 0 are never chosen. Every position may be chosen without it.
 * @remarks Scores that are not a number are never chosen.
 */
export function topK(scores: Float32Array, k: number, allowed?: Uint8Array): Int32Array {
  const room = Math.min(k, scores.length);
  const heap = new Int32Array(room);
  let size = 0;
  let least = Number.NEGATIVE_INFINITY;
  for (let position = 0; position < scores.length && room > 0; position++) {
    const score = scores[position]!;
    // A later position never drives out an equal score, so that the lower position stays.
    if (size === room && score <= least) continue;
    if (Number.isNaN(score) || (allowed !== undefined && allowed[position] === 0)) continue;
    if (size < room) {
      heap[size] = position;
      size += 1;
      rise(heap, size - 1, scores);
    } else {
      heap[0] = position;
      sink(heap, size, scores);
    }
    least = scores[heap[0]!]!;
  }
  const best = heap.subarray(0, size);
  for (let last = size - 1; last > 0; last--) {
    swap(best, 0, last);
    sink(best, last, scores);
  }
  return best;
}

/** Does the position come later in the order of the result? The root of the heap comes last of all. */
function isWorse(one: number, other: number, scores: Float32Array): boolean {
  const left = scores[one]!;
  const right = scores[other]!;
  return left < right || (left === right && one > other);
}

function rise(heap: Int32Array, from: number, scores: Float32Array): void {
  for (let child = from; child > 0; ) {
    const parent = (child - 1) >> 1;
    if (!isWorse(heap[child]!, heap[parent]!, scores)) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function sink(heap: Int32Array, size: number, scores: Float32Array): void {
  for (let parent = 0; ; ) {
    let worst = 2 * parent + 1;
    if (worst >= size) return;
    if (worst + 1 < size && isWorse(heap[worst + 1]!, heap[worst]!, scores)) worst += 1;
    if (!isWorse(heap[worst]!, heap[parent]!, scores)) return;
    swap(heap, parent, worst);
    parent = worst;
  }
}

function swap(heap: Int32Array, one: number, other: number): void {
  const kept = heap[one]!;
  heap[one] = heap[other]!;
  heap[other] = kept;
}
