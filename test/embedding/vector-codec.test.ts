import { describe, expect, it } from 'vitest';
import { decodeVector, encodeVector } from '../../src/embedding/vector-codec.js';

describe('vector codec', () => {
  it('writes length and values little-endian', () => {
    const bytes = encodeVector(Float32Array.of(1, -2));
    expect(bytes.subarray(0, 8).toString('hex')).toBe('4d52563102000000');
    expect(bytes.subarray(12).toString('hex')).toBe('0000803f000000c0');
  });

  it('reads what it wrote, at any alignment', () => {
    const vector = Float32Array.of(0.1, Number.NaN, Number.NEGATIVE_INFINITY);
    const shifted = Buffer.concat([Buffer.from('x'), encodeVector(vector)]).subarray(1);
    expect(decodeVector(shifted)).toEqual(vector);
  });

  it('recognises every cut and every flipped bit', () => {
    const bytes = encodeVector(Float32Array.of(1, 2));
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeVector(bytes.subarray(0, length))).toBeUndefined();
    }
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3]! ^= 1 << (bit & 7);
      expect(decodeVector(altered)).toBeUndefined();
    }
    expect(decodeVector(Buffer.concat([bytes, Buffer.alloc(1)]))).toBeUndefined();
  });
});
