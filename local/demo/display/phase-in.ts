/** What a message of the start means for whoever watches: something new begins, or something goes on. */
export interface PhaseMessage {
  readonly phase?: string;
  readonly detail?: string;
}

const PHASES: readonly [RegExp, (found: RegExpExecArray) => PhaseMessage][] = [
  [
    /^Installing MiniStack (\S+)/,
    ([, version]) => ({ phase: `Installing MiniStack ${version} from PyPI, on first use` }),
  ],
  [/^Starting MiniStack on (\S+)/, ([, address]) => ({ phase: `MiniStack, the AWS side, on ${address}` })],
  [/^Starting the simulated Cloudinary/, () => ({ phase: 'Simulated Cloudinary, credentials in SSM' })],
  [/^Running cdk bootstrap/, () => ({ phase: 'cdk bootstrap' })],
  [/^Running cdk deploy/, () => ({ phase: 'cdk deploy: synthesis, with the functions bundled' })],
  [/^Bundling asset \w+\/(\w+)\/(\w+)\//, ([, construct, name]) => ({ detail: `${construct}/${name}` })],
  [/Synthesis time/, () => ({ phase: 'cdk deploy: assets and resources' })],
  [/: start: Publishing (.+?) \(/, ([, asset]) => ({ detail: `publishing ${asset}` })],
  [/\| +(\d+\/\d+) \| .*\| +(\S+) +\|/, ([, count, type]) => ({ detail: `${count} ${type}` })],
];

/** Finds the phase that a message of `startLocalCloud` or a line of cdk begins or belongs to; empty for all others. */
export function phaseIn(message: string): PhaseMessage {
  for (const [pattern, meaning] of PHASES) {
    const found = pattern.exec(message);
    if (found !== null) return meaning(found);
  }
  return {};
}
