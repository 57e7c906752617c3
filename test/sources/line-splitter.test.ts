import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../src/sources/files/line-splitter.js';
import { createRandom, randomInteger } from '../../src/util/random.js';

function split(bytes: Buffer, cuts: number[], max = 1000) {
  const splitter = new LineSplitter(max);
  const edges = [0, ...cuts, bytes.length];
  const lines = edges.slice(1).flatMap((end, index) => splitter.push(bytes.subarray(edges[index], end)));
  return [...lines, ...splitter.end()];
}

describe('LineSplitter', () => {
  it('gives the same lines however the chunks fall, also inside characters', () => {
    const bytes = Buffer.from('\uFEFFcafé\r\n\n😀 smile\nlast');
    const random = createRandom(3);
    for (let round = 0; round < 200; round++) {
      const cuts = Array.from({ length: 4 }, () => randomInteger(random, bytes.length + 1)).sort(
        (a, b) => a - b,
      );
      expect(split(bytes, cuts).map(({ text }) => text)).toEqual(['café', '', '😀 smile', 'last']);
    }
  });

  it('numbers lines from 1 and sees no line after the last line end', () => {
    expect(split(Buffer.from('a\nb\n'), []).map(({ number }) => number)).toEqual([1, 2]);
    expect(split(Buffer.from(''), [])).toEqual([]);
  });

  it('removes a byte order mark from the first line only', () => {
    expect(split(Buffer.from('\uFEFFa\n\uFEFFb'), []).map(({ text }) => text)).toEqual(['a', '\uFEFFb']);
  });

  it('keeps the beginning of a line that is too long, and goes on behind it', () => {
    const lines = split(Buffer.from(`ok\n${'x'.repeat(5000)}\nok too`), [1500, 3000, 4500], 1000);
    expect(lines.map(({ tooLong }) => tooLong)).toEqual([false, true, false]);
    expect(lines[1]!.text).toMatch(/^x{1,1024}$/);
    expect(lines[2]).toEqual({ number: 3, text: 'ok too', tooLong: false });
  });

  it('allows lines of exactly the longest length', () => {
    const lines = split(Buffer.from(`${'x'.repeat(1000)}\n${'x'.repeat(1001)}\n`), [700], 1000);
    expect(lines.map(({ tooLong }) => tooLong)).toEqual([false, true]);
  });

  it('does not hold a line that never ends', () => {
    const splitter = new LineSplitter(10_000);
    const chunk = Buffer.alloc(1_000_000, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 200; round++) splitter.push(Buffer.from(chunk));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150_000_000);
    expect(splitter.end()[0]!.text.length).toBeLessThanOrEqual(1024);
  });
});
