import type { ResourceType } from './asset.ts';

const ALIASES: Record<string, string> = {
  jpeg: 'jpg',
  jpe: 'jpg',
  tif: 'tiff',
  m4v: 'mp4',
  heif: 'heic',
  opus: 'ogg',
  mid: 'midi',
};

const IMAGE = 'ai avif bmp eps gif heic ico jp2 jpg jxl pdf png psd svg tiff webp'.split(' ');
const VIDEO = '3gp aac avi flac flv m3u8 m4a midi mkv mov mp3 mp4 mpeg ogg ogv wav webm wmv'.split(' ');

const CONTENT_TYPES: Record<string, string> = {
  csv: 'text/csv',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  webm: 'video/webm',
  webp: 'image/webp',
  zip: 'application/zip',
};

/** Extensions that Cloudinary refuses by default (documentation: why does Cloudinary reject the file format). */
export const REFUSED_EXTENSIONS = new Set(
  'action apk app bat bin cmd com command cpl csh exe gadget inf1 ins inx ipa isu job jse ksh lnk msc msi msp mst osx out paf pif prg ps1 reg rgs run sct shb shs u3p vb vbe vbs vbscript workflow ws wsf'.split(
    ' ',
  ),
);

/** The extension of a file name in lower case, without the dot; undefined without one. */
export function extensionOf(name: string): string | undefined {
  return /[^/]\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase();
}

/** A file name without what `extensionOf` finds. */
export function withoutExtension(name: string): string {
  const extension = extensionOf(name);
  return extension === undefined ? name : name.slice(0, -extension.length - 1);
}

/** A format in Cloudinary's spelling, `jpg` for `jpeg` (cloudinary-cli, utils/file_utils.py). */
export function normalisedFormat(format: string): string {
  const lower = format.toLowerCase();
  return ALIASES[lower] ?? lower;
}

/** What `resource_type: auto` makes of a format. */
export function resourceTypeOf(format: string | undefined): ResourceType {
  if (format !== undefined && IMAGE.includes(format)) return 'image';
  if (format !== undefined && VIDEO.includes(format)) return 'video';
  return 'raw';
}

/** The media type that downloads of this format carry. */
export function contentTypeOf(format: string | undefined): string {
  return (format !== undefined && CONTENT_TYPES[format]) || 'application/octet-stream';
}

/** The first bytes of files that give their format away; a dot fits any byte. */
const MAGIC: readonly [RegExp, string][] = [
  [/^\x89PNG/, 'png'],
  [/^\xff\xd8\xff/, 'jpg'],
  [/^GIF8/, 'gif'],
  [/^%PDF/, 'pdf'],
  [/^RIFF.{4}WEBP/s, 'webp'],
  [/^.{4}ftyp/s, 'mp4'],
];

/** The format that the first bytes give away, or undefined. */
export function sniffedFormat(head: Buffer): string | undefined {
  const text = head.toString('latin1', 0, 16);
  return MAGIC.find(([pattern]) => pattern.test(text))?.[1];
}
