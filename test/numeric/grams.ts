/** 1 where somebody likes a thing, `[people, size]`; the formula of test/fixtures/numeric/make_inverses.py. */
export function likes(people: number, size: number): Float32Array {
  const matrix = new Float32Array(people * size);
  for (let u = 0; u < people; u++) {
    for (let i = 0; i < size; i++) {
      const mixed = (u * 7919 + i * 104729 + (u + 3) * (i + 5) * (u + i) * 31) % 1009;
      if (mixed < 20 + ((i * 37) % 350)) matrix[u * size + i] = 1;
    }
  }
  return matrix;
}

/** How often two things are liked together, `[size, size]`, and `ridge` more on the diagonal. */
export function gram(people: number, size: number, ridge: number): Float32Array {
  const matrix = likes(people, size);
  const product = new Float32Array(size * size);
  for (let u = 0; u < people; u++) {
    const row = matrix.subarray(u * size, (u + 1) * size);
    const liked = [...row.keys()].filter((i) => row[i]! > 0);
    for (const i of liked) for (const j of liked) product[i * size + j]! += 1;
  }
  for (let i = 0; i < size; i++) product[i * size + i]! += ridge;
  return product;
}
