import { GetParameterCommand, ParameterNotFound, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { PipelineError } from '#shared/domain/errors.ts';
import { highWaterParameter } from '#shared/domain/runs/high-water-mark.ts';
import type { HighWaterMarks } from '#shared/usecases/runs/high-water-state.ts';

function failure(what: string, name: string, error: unknown): PipelineError {
  const why = error instanceof Error ? error.name : 'unknown error';
  return new PipelineError('storage-failed', `The SSM parameter ${name} cannot be ${what} (${why}).`, { cause: error });
}

/**
 * The marks of runs over a bucket, each in an SSM parameter, which its first run creates: a deployment neither resets
 * nor removes it. SSM keeps the last 100 values of each.
 *
 * Failures are PipelineErrors `storage-failed`, which name the parameter.
 *
 * Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
 */
export function ssmHighWaterMarks(client: SSMClient, bucket: string): HighWaterMarks {
  return {
    read: async (kind, cloud) => {
      const Name = highWaterParameter(bucket, kind, cloud);
      try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name }));
        return Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw failure('read', Name, error);
      }
    },
    write: async (kind, cloud, Value) => {
      const Name = highWaterParameter(bucket, kind, cloud);
      try {
        await client.send(new PutParameterCommand({ Name, Value, Type: 'String', Tier: 'Standard', Overwrite: true }));
      } catch (error) {
        throw failure('written', Name, error);
      }
    },
  };
}
