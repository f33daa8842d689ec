import type { Sample, SampleSource } from '../../ministack/cloudwatch/sample.ts';
import type { LocalCloud } from '../../start-local-cloud.ts';

/** The answers of the HTTP API that were errors, as its metrics count them; told by the one who called it. */
export class ApiMetrics implements SampleSource {
  readonly #deliveries: LocalCloud['cloudinary']['notifications']['log'];
  readonly #apiId: string;
  #read = 0;

  constructor({ cloudinary, outputs }: Pick<LocalCloud, 'cloudinary' | 'outputs'>) {
    this.#deliveries = cloudinary.notifications.log;
    this.#apiId = /^https:\/\/([^.]+)/.exec(outputs['ApiEndpoint'] ?? '')?.[1] ?? '';
  }

  async collect(): Promise<readonly Sample[]> {
    const fresh = this.#deliveries.slice(this.#read);
    this.#read += fresh.length;
    return fresh.flatMap(({ at, status = 0 }) => [
      this.#sample('Count', 1, at),
      this.#sample('4xx', status >= 400 && status < 500 ? 1 : 0, at),
      this.#sample('5xx', status >= 500 ? 1 : 0, at),
    ]);
  }

  #sample(name: string, value: number, at: Date): Sample {
    const metric = { namespace: 'AWS/ApiGateway', name, dimensions: { ApiId: this.#apiId } };
    return { metric, value, unit: 'Count', at: at.getTime() };
  }
}
