/**
 * Reads a generated review file of five million lines as the library does and prints lines per second and peak memory of each way of
 * sampling, one JSON object per line: `npx tsx bench/ingest.ts [lines]`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { buildDataset } from '../src/dataset/build-dataset.js';
import { AmazonReviewsSource } from '../src/sources/amazon-reviews-source.js';
import { createRandom, deriveSeed, type Random, randomInteger } from '../src/util/random.js';

interface BenchRow {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly peakRssMb: number;
}

type Kind = 'first' | 'reservoir';

const WORDS =
  'soft warm thin seam colour size fits runs small large love hate perfect return zip fabric gift winter cheap worth'.split(
    ' ',
  );
const SAMPLE = 25_000;

/** Generates the files, reads them in a process of its own for each way of sampling, and removes them. */
export async function run(lines = 5_000_000): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ingest-bench-'));
  try {
    const items = Math.max(1000, Math.round(lines / 10));
    await write(join(folder, 'reviews.jsonl'), lines, (index, random) => review(index, items, random));
    await write(join(folder, 'meta.jsonl'), items, item);
    const { size } = await stat(join(folder, 'reviews.jsonl'));
    console.error(`generated ${lines} reviews (${Math.round(size / 2 ** 20)} MiB) and ${items} items`);
    return [await measure('first', folder), await measure('reservoir', folder)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(path: string, count: number, record: (index: number, random: Random) => object) {
  const random = createRandom(deriveSeed(1, path.endsWith('meta.jsonl') ? 'items' : 'reviews'));
  function* chunks() {
    for (let index = 0; index < count; ) {
      const end = Math.min(count, index + 1000);
      let chunk = '';
      for (; index < end; index++) chunk += `${JSON.stringify(record(index, random))}\n`;
      yield chunk;
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(path));
}

function review(index: number, items: number, random: Random) {
  const words = Array.from(
    { length: 5 + randomInteger(random, 15) },
    () => WORDS[randomInteger(random, WORDS.length)],
  );
  const id = `B${String(randomInteger(random, items)).padStart(9, '0')}`;
  return {
    rating: 1 + randomInteger(random, 5),
    title: words.slice(0, 2).join(' '),
    text: words.join(' '),
    images: [],
    asin: id,
    parent_asin: id,
    user_id: `A${index % 800_000}`,
    timestamp: 1_500_000_000_000 + index,
    helpful_vote: 0,
    verified_purchase: true,
  };
}

function item(index: number) {
  const id = `B${String(index).padStart(9, '0')}`;
  const image = `https://images.example/${id}`;
  return {
    main_category: 'AMAZON FASHION',
    title: `Product ${index}`,
    features: ['Imported', 'Machine wash'],
    description: [],
    price: index % 17 === 0 ? 12.99 : null,
    images: [{ thumb: `${image}_t.jpg`, large: `${image}_l.jpg`, variant: 'MAIN', hi_res: null }],
    categories: [],
    details: { Department: 'womens' },
    parent_asin: id,
  };
}

/** Peak memory belongs to a process: every measurement has its own. */
async function measure(kind: Kind, folder: string): Promise<BenchRow> {
  const child = fork(fileURLToPath(import.meta.url), ['--measure', kind, folder]);
  const [row] = (await once(child, 'message')) as [BenchRow];
  return row;
}

async function measureHere(kind: Kind, folder: string): Promise<BenchRow> {
  const source = new AmazonReviewsSource({
    reviews: join(folder, 'reviews.jsonl'),
    metadata: join(folder, 'meta.jsonl'),
  });
  const start = performance.now();
  const { summary } = await buildDataset(source, { sample: { kind, size: SAMPLE } });
  const seconds = (performance.now() - start) / 1000;
  const read = summary.interactionsRead + summary.itemsRead;
  return {
    label: `ingest ${kind} ${SAMPLE} (${summary.interactionsRead} reviews, ${summary.itemsRead} items, ${summary.rows} rows)`,
    unit: 'lines/s',
    value: Math.round(read / seconds),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const [first, kind, folder] = process.argv.slice(2);
if (first === '--measure' && kind && folder) {
  process.send?.(await measureHere(kind as Kind, folder));
  process.disconnect?.();
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const row of await run(first === undefined ? undefined : Number(first)))
    console.log(JSON.stringify(row));
}
