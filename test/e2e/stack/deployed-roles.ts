import { type FunctionConfiguration, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { assumeRoleCredentials } from './assume-role-credentials.ts';
import type { DeployedStack } from './deployed-stack.ts';

const DENIED = /AccessDenied|not authorized|Access ?Denied/i;

/** Every deployed function, as Lambda describes it. */
export async function deployedFunctions({ cloud }: DeployedStack): Promise<FunctionConfiguration[]> {
  const client = new LambdaClient(rootClientConfig(cloud.miniStack));
  const functions: FunctionConfiguration[] = [];
  for await (const page of paginateListFunctions({ client }, {})) functions.push(...(page.Functions ?? []));
  client.destroy();
  return functions;
}

/** Clients with the permissions of a role. They stay open until this process ends. */
export async function clientsOfRole({ cloud }: DeployedStack, roleArn: string) {
  const credentials = await assumeRoleCredentials(cloud.miniStack, roleArn);
  const config = { ...rootClientConfig(cloud.miniStack), credentials };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    ssm: new SSMClient(config),
  };
}

/** Clients with the permissions of a function, as an intruder with its credentials would have them. */
export async function clientsOfFunction(stack: DeployedStack, functionName: string) {
  const found = (await deployedFunctions(stack)).find(({ FunctionName }) => FunctionName === functionName);
  if (found?.Role === undefined) throw new Error(`No function ${functionName}, or it has no role`);
  return clientsOfRole(stack, found.Role);
}

/** The attempts that were not denied, each with its outcome; empty when all were denied. */
export async function notDenied(attempts: Readonly<Record<string, Promise<unknown>>>): Promise<string[]> {
  const outcomes = await Promise.allSettled(Object.values(attempts));
  return Object.keys(attempts).flatMap((name, index) => {
    const outcome = outcomes[index];
    if (outcome?.status === 'fulfilled') return [`${name}: allowed`];
    return DENIED.test(String(outcome?.reason)) ? [] : [`${name}: ${outcome?.reason}`];
  });
}
