import { describe, expect, it } from 'vitest';
import { identityInDeliveryUrl } from '../../../shared/domain/cloudinary/identity-in-delivery-url.ts';

describe('identityInDeliveryUrl', () => {
  it.each([
    ['https://res.cloudinary.com/demo/video/upload/v1/a.mp4', 'video', 'upload'],
    ['http://res.cloudinary.com/demo/image/private/v1/a.jpg', 'image', 'private'],
    ['https://demo-res.cloudinary.com/raw/authenticated/s--x--/v1/a.csv', 'raw', 'authenticated'],
    ['https://media.example.com/image/upload/a.jpg', 'image', 'upload'],
    ['https://res.cloudinary.com/image/image/upload/a.jpg', 'image', 'upload'],
    ['https://res.cloudinary.com/demo/image/upload/video/private/a.jpg', 'image', 'upload'],
  ])('of %s', (url, resource_type, type) => {
    expect(identityInDeliveryUrl(url)).toStrictEqual({ resource_type, type });
  });

  it.each([
    undefined,
    '',
    'no URL',
    'ftp://res.cloudinary.com/demo/image/upload/a.jpg',
    'xhttps://res.cloudinary.com/demo/image/upload/a.jpg',
    'https:///image/upload/a.jpg',
    'https://res.cloudinary.com/demo/other/image/upload/a.jpg',
    'https://res.cloudinary.com/demo/image/fetch/a.jpg',
    'https://res.cloudinary.com/demo/audio/upload/a.mp3',
    'https://res.cloudinary.com/demo/image/uploads/a.jpg',
    'https://res.cloudinary.com/demo/image/upload',
    'https://res.cloudinary.com/demo/xximage/upload/a.jpg',
  ])('is undefined for %j', (url) => {
    expect(identityInDeliveryUrl(url)).toBeUndefined();
  });
});
