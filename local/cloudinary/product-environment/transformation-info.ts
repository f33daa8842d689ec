/** Parameters of transformations by the prefix that stands for each (https://cloudinary.com/documentation/transformation_reference). */
const PARAMETERS: Readonly<Record<string, string>> = {
  a: 'angle',
  ac: 'audio_codec',
  ar: 'aspect_ratio',
  b: 'background',
  bo: 'border',
  br: 'bit_rate',
  c: 'crop',
  co: 'color',
  d: 'default_image',
  dpr: 'dpr',
  du: 'duration',
  e: 'effect',
  eo: 'end_offset',
  f: 'fetch_format',
  fl: 'flags',
  fps: 'fps',
  g: 'gravity',
  h: 'height',
  l: 'overlay',
  o: 'opacity',
  pg: 'page',
  q: 'quality',
  r: 'radius',
  so: 'start_offset',
  sp: 'streaming_profile',
  t: 'transformation',
  u: 'underlay',
  vc: 'video_codec',
  w: 'width',
  x: 'x',
  y: 'y',
  z: 'zoom',
};

function componentInfo(component: string): Record<string, string | number> {
  const info: Record<string, string | number> = {};
  for (const part of component.split(',')) {
    const [, prefix = '', value = ''] = /^([a-z]+)_(.+)$/s.exec(part) ?? [];
    const name = PARAMETERS[prefix];
    if (name === undefined) info['raw_transformation'] = part;
    else info[name] = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  }
  return info;
}

/** A transformation as answers describe it: one object for each of its components. */
export function transformationInfo(transformation: string): Record<string, string | number>[] {
  return transformation
    .split('/')
    .filter((component) => component !== '')
    .map(componentInfo);
}
