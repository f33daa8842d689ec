import { describe, expect, it } from 'vitest';
import { isAllowedUrl } from '#shared/domain/cloudinary/allowed-origins.ts';

const origins = { apiOrigin: 'https://api-eu.cloudinary.com', downloadOrigins: ['https://cdn.example.com:8443'] };

function isAllowed(url: string, cloud = 'Acme-demo') {
  return isAllowedUrl(new URL(url), cloud, origins);
}

describe('isAllowedUrl', () => {
  it.each<[what: string, url: string]>([
    ['the API', 'https://api-eu.cloudinary.com/v1_1/Acme-demo/image/download?public_id=a'],
    ['the API with its port written out', 'https://api-eu.cloudinary.com:443/x'],
    ['a host in capitals', 'https://API-EU.Cloudinary.COM/x'],
    ['a configured origin with its port', 'https://cdn.example.com:8443/x'],
    ['the shared delivery host', 'https://res.cloudinary.com/Acme-demo/raw/upload/a'],
    ...[1, 2, 3, 4, 5].map((shard): [string, string] => [
      `its shard ${shard}`,
      `https://res-${shard}.cloudinary.com/Acme-demo/a`,
    ]),
    [
      'the private CDN of the cloud, whose host is in lower case',
      'https://acme-demo-res.cloudinary.com/image/upload/a',
    ],
  ])('allows %s', (_, url) => {
    expect(isAllowed(url)).toBe(true);
  });

  it.each([
    ['another API host', 'https://api.cloudinary.com/v1_1/Acme-demo/image/download'],
    ['plain http', 'http://api-eu.cloudinary.com/x'],
    ['another port', 'https://api-eu.cloudinary.com:8443/x'],
    ['a configured origin on the default port', 'https://cdn.example.com/x'],
    ['a host that ends in an allowed one', 'https://evil-res.cloudinary.com.evil.example/Acme-demo/a'],
    ['a host with an allowed one as its suffix', 'https://xres.cloudinary.com/Acme-demo/a'],
    ['a subdomain of an allowed host', 'https://evil.api-eu.cloudinary.com/x'],
    ['an allowed host as the beginning of another', 'https://api-eu.cloudinary.com.evil.example/x'],
    ['an allowed host as user name', 'https://api-eu.cloudinary.com@evil.example/x'],
    ['a user name', 'https://user@api-eu.cloudinary.com/x'],
    ['a password', 'https://:secret@api-eu.cloudinary.com/x'],
    ['a user name on the shared host', 'https://user@res.cloudinary.com/Acme-demo/a'],
    ['another cloud on the shared host', 'https://res.cloudinary.com/other/image/upload/a'],
    ['the cloud in other case on the shared host', 'https://res.cloudinary.com/acme-demo/image/upload/a'],
    ['a cloud that begins like the configured one', 'https://res.cloudinary.com/Acme-demo2/image/upload/a'],
    ['the cloud as a later segment', 'https://res.cloudinary.com/other/Acme-demo/a'],
    ['a way out of the cloud by dots', 'https://res.cloudinary.com/Acme-demo/../other/a'],
    ['a way out of the cloud by escaped dots', 'https://res.cloudinary.com/Acme-demo/%2e%2e/other/a'],
    ['a shard that does not exist', 'https://res-6.cloudinary.com/Acme-demo/a'],
    ['the private CDN of another cloud', 'https://other-res.cloudinary.com/image/upload/a'],
    ['the private CDN on another port', 'https://acme-demo-res.cloudinary.com:444/image/upload/a'],
    ['a trailing dot', 'https://api-eu.cloudinary.com./x'],
    ['a scheme that wraps an allowed origin', 'blob:https://api-eu.cloudinary.com/9b1d'],
    ['a file', 'file:///etc/passwd'],
  ])('refuses %s', (_, url) => {
    expect(isAllowed(url)).toBe(false);
  });
});
