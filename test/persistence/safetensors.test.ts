import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/persistence/safetensors.js';

const state = {
  json: { words: ['a', 'ß', '😀'], nested: { depth: 2, nothing: null } },
  arrays: {
    first: new Float32Array([1, -2.5, Number.NaN, 3e38]),
    empty: new Float32Array(0),
    last: new Float32Array([7]),
  },
};

describe('safetensors', () => {
  it('gives back what was written', () => {
    expect(decodeSafetensors(encodeSafetensors(state), 'x')).toEqual(state);
  });

  it('reads from a view that is not aligned', () => {
    const file = encodeSafetensors(state);
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    expect(decodeSafetensors(shifted.subarray(1), 'x')).toEqual(state);
  });

  it('follows the published layout', () => {
    const file = Buffer.from(encodeSafetensors({ json: {}, arrays: { a: new Float32Array([1, 2]) } }));
    const length = Number(file.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    const header = JSON.parse(file.toString('utf8', 8, 8 + length));
    expect(header.a).toEqual({ dtype: 'F32', shape: [2], data_offsets: [0, 8] });
    expect(file.readFloatLE(8 + length + 4)).toBe(2);
    expect(file.length).toBe(8 + length + 8);
  });

  it('writes a view of a larger buffer without its surroundings', () => {
    const view = new Float32Array([0, 1, 2, 3]).subarray(1, 3);
    expect(decodeSafetensors(encodeSafetensors({ json: {}, arrays: { view } }), 'x').arrays?.view).toEqual(
      new Float32Array([1, 2]),
    );
  });

  const good = Buffer.from(encodeSafetensors(state));
  const bad: [string, Uint8Array][] = [
    ['nothing', new Uint8Array(0)],
    ['text', Buffer.from('not a model at all')],
    ['a header length beyond the file', Buffer.concat([Buffer.from([255, 255, 0, 0, 0, 0, 0, 0]), good])],
    ['a cut file', good.subarray(0, good.length - 3)],
    ['another type', Buffer.from(good.toString('latin1').replace('"F32"', '"F16"'), 'latin1')],
  ];
  it.each(bad)('raises SAVE_CORRUPT for %s', (_, file) => {
    expect(() => decodeSafetensors(file, 'weights.safetensors')).toThrow(
      expect.objectContaining({
        code: 'SAVE_CORRUPT',
        message: expect.stringContaining('weights.safetensors'),
      }),
    );
  });
});
