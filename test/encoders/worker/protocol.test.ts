import { describe, expect, it } from 'vitest';
import { packError, unpackError } from '../../../src/encoders/worker/protocol.js';
import { isRecommenderError, RecommenderError } from '../../../src/errors.js';

const overTheWay = (error: unknown) => unpackError(structuredClone(packError(error)));

describe('an error on its way between threads', () => {
  it('of ours keeps code, message and data', () => {
    const error = new RecommenderError('MODEL_OUTPUT', 'wrong width', {
      data: { expected: 768, found: [32] },
    });
    const arrived = overTheWay(error);
    expect(arrived).toBeInstanceOf(RecommenderError);
    expect(isRecommenderError(arrived, 'MODEL_OUTPUT')).toBe(true);
    expect(arrived).toMatchObject({ message: 'wrong width', data: { expected: 768, found: [32] } });
  });

  it('leaves behind what cannot be cloned', () => {
    const error = new RecommenderError('MODEL_OUTPUT', 'm', {
      data: { file: 'a', look: () => 1 },
      cause: () => 1,
    });
    expect(overTheWay(error)).toMatchObject({ code: 'MODEL_OUTPUT', data: { file: 'a' } });
  });

  it.each([
    ['another error', new TypeError('x is undefined'), 'x is undefined'],
    ['an error with a code of its own', Object.assign(new Error('no file'), { code: 'ENOENT' }), 'no file'],
    ['no error at all', 'stopped', 'stopped'],
  ])('%s stays an error with its message', (_kind, thrown, message) => {
    const arrived = overTheWay(thrown);
    expect(arrived).toBeInstanceOf(Error);
    expect(isRecommenderError(arrived)).toBe(false);
    expect(arrived.message).toBe(message);
  });
});
