// Writes vectors until it is killed or has written as many as asked, announcing each batch once it is durable.
import { LmdbEmbeddingStore } from '../../src/embedding/lmdb-embedding-store.js';
import { vectorOf } from './store-vectors.js';

const [directory = '', prefix = '', limit = 'Infinity'] = process.argv.slice(2);
const store = new LmdbEmbeddingStore({ directory });
for (let start = 0; start < Number(limit); start += 4) {
  const numbers = [start, start + 1, start + 2, start + 3];
  await store.putMany(
    'writer',
    numbers.map((number) => [`${prefix}${number}`, vectorOf(number)] as const),
  );
  process.stdout.write(`${start + 4}\n`);
}
await store.close();
