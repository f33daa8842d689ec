import { countSample, type SampleSource } from '#local/ministack/cloudwatch/sample.ts';
import type { LocalCloud } from '#local/start-local-cloud.ts';

/** The metrics of the HTTP API: how many answers, and how many of them errors. Cloudinary, which calls it, records them. */
export function apiMetrics({ cloudinary, outputs }: Pick<LocalCloud, 'cloudinary' | 'outputs'>): SampleSource {
  const deliveries = cloudinary.notifications.log;
  const ApiId = /^https:\/\/([^.]+)/.exec(outputs['ApiEndpoint'] ?? '')?.[1] ?? '';
  let read = 0;
  return {
    collect: async () => {
      const fresh = deliveries.slice(read);
      read += fresh.length;
      return fresh.flatMap(({ at, status = 0 }) => {
        const counts = { Count: 1, '4xx': Number(status >= 400 && status < 500), '5xx': Number(status >= 500) };
        return Object.entries(counts).map(([name, value]) => {
          const metric = { namespace: 'AWS/ApiGateway', name, dimensions: { ApiId } };
          return countSample(metric, at.getTime(), value);
        });
      });
    },
  };
}
