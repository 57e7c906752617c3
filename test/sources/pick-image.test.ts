import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pickImages } from '../../src/sources/amazon/pick-image.js';
import { locate } from '../../src/sources/files/location.js';
import { imageResolver } from '../../src/sources/image-reference.js';

describe('pickImages', () => {
  it.each([
    ['hi_res first', { images: [{ hi_res: 'h', large: 'l', thumb: 't' }] }, 'h'],
    ['large without hi_res', { images: [{ hi_res: null, large: 'l', thumb: 't' }] }, 'l'],
    ['thumb at last', { images: [{ thumb: 't' }] }, 't'],
    ['the first image that has any', { images: [{ hi_res: null }, { large: 'l2' }, { hi_res: 'h3' }] }, 'l2'],
    ['the first image before a better second one', { images: [{ thumb: 't1' }, { hi_res: 'h2' }] }, 't1'],
    ['addresses without sizes', { images: [null, 'plain'] }, 'plain'],
    [
      'a struct of lists',
      { images: { hi_res: [null, 'h2'], large: ['l1', 'l2'], thumb: ['t1', 't2'] } },
      'l1',
    ],
    [
      'a struct of lists of unequal length',
      { images: { hi_res: [], large: [null], thumb: [null, 't2'] } },
      't2',
    ],
    ['2018, high resolution', { imageURLHighRes: ['h'], imageURL: ['u'] }, 'h'],
    ['2018, addresses', { imageURLHighRes: [], imageURL: ['u'] }, 'u'],
    ['2018, image', { image: ['a', 'b'] }, 'a'],
    ['2014', { imUrl: 'http://a/b.jpg' }, 'http://a/b.jpg'],
    ['no image at all', { images: [], imageURL: null }, undefined],
    ['nulls throughout', { images: { hi_res: null, large: null } }, undefined],
    ['"None"', { images: [{ large: 'None' }] }, undefined],
  ])('%s', (_, metadata, address) => expect(pickImages(metadata, 1)[0]).toBe(address));

  it.each([
    ['of a list', { images: [{ hi_res: 'a' }, { hi_res: null }, { large: 'b', thumb: 't' }, 'c'] }],
    [
      'of a struct of lists',
      { images: { hi_res: ['a', null], large: ['l', 'b'], thumb: [null, null, 'c'] } },
    ],
    ['of 2018', { imageURLHighRes: ['a', 'b', 'a', 'c'], imageURL: ['u'] }],
  ])('several, each once: %s', (_, metadata) => {
    expect(pickImages(metadata, 5)).toEqual(['a', 'b', 'c']);
    expect(pickImages(metadata, 2)).toEqual(['a', 'b']);
  });
});

describe('imageResolver', () => {
  const folder = join(import.meta.dirname, 'catalogue');
  const local = locate(join(folder, 'meta.jsonl'));
  const remote = locate('https://example.org/meta.jsonl');

  it('keeps web addresses and completes those without a scheme', () => {
    expect(imageResolver(remote, undefined)('https://m.example/a.jpg')).toBe('https://m.example/a.jpg');
    expect(imageResolver(local, undefined)('//m.example/a.jpg')).toBe('https://m.example/a.jpg');
  });
  it("resolves paths from the file's folder, or from imagesDir", () => {
    expect(imageResolver(local, undefined)('../posters/1.jpg')).toBe(join(folder, '..', 'posters', '1.jpg'));
    expect(imageResolver(local, join(folder, 'pics'))('1.jpg')).toBe(join(folder, 'pics', '1.jpg'));
    expect(imageResolver(local, undefined)(pathToFileURL('/a/b.jpg').href)).toBe('/a/b.jpg');
  });
  it.each(['file://nas/pic.jpg', 'file:///a%2Fb.jpg'])('has no path for %s', (address) => {
    expect(imageResolver(local, undefined)(address)).toBeUndefined();
    expect(imageResolver(remote, folder)(address)).toBeUndefined();
  });
  it('lets a remote file name nothing on this machine outside of imagesDir', () => {
    expect(imageResolver(remote, undefined)('1.jpg')).toBeUndefined();
    const inside = imageResolver(remote, folder);
    expect(inside('a/1.jpg')).toBe(join(folder, 'a', '1.jpg'));
    expect(inside('../1.jpg')).toBeUndefined();
    expect(inside('/etc/passwd')).toBeUndefined();
    expect(inside('file:///etc/passwd')).toBeUndefined();
  });
});

describe('locate', () => {
  it('tells paths, file URLs and web addresses', () => {
    expect(locate('a.jsonl')).toMatchObject({ kind: 'file', path: join(process.cwd(), 'a.jsonl') });
    expect(locate(pathToFileURL('/a b.jsonl'))).toMatchObject({ kind: 'file', path: '/a b.jsonl' });
    expect(locate(new URL('https://example.org/a'))).toMatchObject({ kind: 'url' });
  });
  it('keeps secrets of an address out of its label', () => {
    expect(locate('https://me:secret@example.org/a.gz?token=1').label).toBe('https://example.org/a.gz');
  });
  it.each(['s3://bucket/a.jsonl', 'ftp://example.org/a', ''])('refuses %j', (file) => {
    expect(() => locate(file)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});
