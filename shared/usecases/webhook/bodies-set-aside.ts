import { RecentTexts } from '../recent-texts.ts';

/** About a hundred kilobytes of digests. */
const MAX_BODIES = 1000;

/** Which bodies are on the set-aside queue already, as far as this instance of the function knows. */
export interface BodiesSetAside {
  has(cloud: string, body: Uint8Array): boolean;
  add(cloud: string, body: Uint8Array): void;
}

function textOf(cloud: string, body: Uint8Array): string {
  // One character for each byte: bodies that are no UTF-8 must not become the same text.
  return `${cloud} ${Buffer.from(body).toString('latin1')}`;
}

/** Remembers the last bodies of all clouds. */
export function bodiesSetAside(): BodiesSetAside {
  const texts = new RecentTexts(MAX_BODIES);
  return {
    has: (cloud, body) => texts.has(textOf(cloud, body)),
    add: (cloud, body) => texts.add(textOf(cloud, body)),
  };
}
