import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

const s3 = new S3Client({});
const sqs = new SQSClient({});
const ssm = new SSMClient({});
const target = { Bucket: 'bucket', Key: 'key' };
const upload = { ...target, UploadId: 'upload' };
const message = { QueueUrl: 'queue', MessageBody: 'message', ReceiptHandle: 'receipt', VisibilityTimeout: 30 };

/** Makes only the AWS calls of the worker: the least that any worker needs. */
export async function handler(): Promise<void> {
  await ssm.send(new GetParameterCommand({ Name: 'credentials', WithDecryption: true }));
  await sqs.send(new SendMessageCommand(message));
  await sqs.send(new ChangeMessageVisibilityCommand(message));
  await s3.send(new HeadObjectCommand(target));
  await s3.send(new GetObjectCommand(target));
  await s3.send(new ListObjectsV2Command(target));
  await s3.send(new PutObjectCommand(target));
  await s3.send(new CreateMultipartUploadCommand(target));
  await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1 }));
  await s3.send(new CompleteMultipartUploadCommand(upload));
  await s3.send(new AbortMultipartUploadCommand(upload));
}
