import { expect, it } from 'vitest';
import { redirectTarget } from '../../../src/encoders/hub/redirect-target.js';

const hub = new URL('https://huggingface.co/some/model/resolve/main/config.json');

it.each([
  ['https://storage.example/file?signature=1', 'https://storage.example/file?signature=1'],
  ['/api/resolve-cache/file?etag=%22a%22', 'https://huggingface.co/api/resolve-cache/file?etag=%22a%22'],
  ['//storage.example/file', 'https://storage.example/file'],
])('%s is followed, with its query', (location, expected) => {
  expect(redirectTarget(location, hub).href).toBe(expected);
});

it.each(['http://storage.example/file', 'ftp://storage.example/file', 'file:///etc/passwd', 'https://'])(
  '%s is not followed from a protected page',
  (location) => {
    expect(() => redirectTarget(location, hub)).toThrow(/redirected to ".*", which is not followed/);
  },
);

it('plain http may lead to plain http', () => {
  expect(redirectTarget('http://b/file', new URL('http://a/')).host).toBe('b');
});
