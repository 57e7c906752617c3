import { describe, expect, it, vi } from 'vitest';
import { checkLiteralAddress, createGuardedLookup, isPublicAddress } from '../../src/images/address-guard.js';

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '151.101.1.16', '2606:4700:4700::1111', '2a00:1450:4001::200e', '::ffff:8.8.8.8'])(
    'lets %s pass',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.3.4'],
    ['loopback', '::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '0.1.2.3'],
    ['unspecified', '::'],
    ['private', '10.1.2.3'],
    ['private', '172.31.255.1'],
    ['private', '192.168.0.1'],
    ['cloud metadata', '169.254.169.254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['unique local', 'fd00::1'],
    ['site-local', 'fec0::1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['benchmarking', '198.18.0.1'],
    ['documentation', '203.0.113.7'],
    ['documentation', '2001:db8::1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped private', '::ffff:a00:1'],
    ['IPv4-compatible loopback', '::7f00:1'],
    ['IPv4-translated', '::ffff:0:7f00:1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:7f00:1::'],
    ['unassigned', '4000::1'],
    ['no address at all', 'localhost'],
  ])('refuses %s (%s)', (_kind, address) => expect(isPublicAddress(address)).toBe(false));
});

describe('checkLiteralAddress', () => {
  it.each([
    'http://127.0.0.1/a.jpg',
    'http://[::1]:8080/a.jpg',
    'http://[::ffff:10.0.0.1]/',
    // Spellings that the URL parser turns into 127.0.0.1.
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
  ])('refuses %s', (url) => {
    expect(() => checkLiteralAddress(new URL(url))).toThrow(
      expect.objectContaining({ reason: 'PRIVATE_ADDRESS', temporary: false }),
    );
  });

  it('leaves names and public addresses alone', () => {
    checkLiteralAddress(new URL('http://images.example/a.jpg'));
    checkLiteralAddress(new URL('http://8.8.8.8/a.jpg'));
  });
});

describe('createGuardedLookup', () => {
  const answer = (...addresses: string[]) =>
    createGuardedLookup((_name, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    );

  it('hands on all public addresses, or the first where the socket wants one', () => {
    const done = vi.fn();
    answer('8.8.8.8', '2606:4700::1')('images.example', { all: true }, done);
    expect(done).toHaveBeenLastCalledWith(null, [
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ]);
    answer('8.8.8.8', '8.8.4.4')('images.example', {}, done);
    expect(done).toHaveBeenLastCalledWith(null, '8.8.8.8', 4);
  });

  it.each([true, false])('refuses a name when any of its addresses is private (all: %s)', (all) => {
    const done = vi.fn();
    answer('8.8.8.8', '10.0.0.7')('rebinding.example', { all }, done);
    const error = done.mock.calls[0]?.[0];
    expect(error).toMatchObject({ reason: 'PRIVATE_ADDRESS' });
    expect(error.message).toContain('rebinding.example (10.0.0.7)');
    expect(error.message).toContain('allowPrivateAddresses');
  });

  it('hands on errors of the resolver', () => {
    const done = vi.fn();
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    createGuardedLookup((_name, _options, callback) => callback(failure, []))('gone.example', {}, done);
    expect(done.mock.calls[0]?.[0]).toBe(failure);
  });
});
