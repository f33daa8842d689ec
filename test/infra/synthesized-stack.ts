import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CloudinaryBackupStack } from '#infra/cloudinary-backup-stack.ts';
import { readConfiguration } from '#infra/configuration/read-configuration.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Properties = { [key: string]: Json };

/** A resource of the template, with every reference resolved to something readable. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

/** A statement of a policy. */
export type Statement = { [key: string]: Json };

interface RawResource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const BUCKET = 'arn:aws:s3:::BackupBucket';

/** The ARN of something in the account and region of the stack. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

const PSEUDO: Record<string, string> = { Partition: 'aws', Region: REGION, AccountId: ACCOUNT };

const ARNS: Record<string, (name: string) => string> = {
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::SQS::Queue': (name) => arn('sqs', name),
  'AWS::Logs::LogGroup': (name) => arn('logs', `log-group:${name}:*`),
  'AWS::Lambda::Function': (name) => arn('lambda', `function:${name}`),
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  'AWS::CloudWatch::Alarm': (name) => arn('cloudwatch', `alarm:${name}`),
  'AWS::SNS::Topic': (name) => arn('sns', name),
};

/** Logical ids end in a hash of their path, which says nothing to a reader. */
export function readableId(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/** The stack as it would be deployed, without bundling its functions. */
export class SynthesizedStack {
  readonly template: { readonly [key: string]: Json };
  readonly resources: readonly Resource[];
  readonly outputs: { readonly [name: string]: string };
  readonly stack: CloudinaryBackupStack;
  readonly #raw: { readonly [id: string]: RawResource };

  constructor(context: unknown = { clouds: { demo: {} } }) {
    const app = new App({ analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [] } });
    this.stack = new CloudinaryBackupStack(app, 'CloudinaryBackup', readConfiguration(context));
    const template = Template.fromStack(this.stack).toJSON();
    this.template = template;
    this.#raw = template['Resources'] ?? {};
    this.resources = Object.entries(this.#raw).map(([id, raw]) => ({
      id: readableId(id),
      type: raw.Type,
      properties: Object.fromEntries(
        Object.entries(raw.Properties ?? {}).map(([key, value]) => [key, this.#resolve(value)]),
      ),
      dependsOn: (raw.DependsOn ?? []).map(readableId),
      deletionPolicy: raw.DeletionPolicy,
      updateReplacePolicy: raw.UpdateReplacePolicy,
    }));
    const outputs: { [name: string]: { Value: Json } } = template['Outputs'] ?? {};
    this.outputs = Object.fromEntries(
      Object.entries(outputs).map(([name, { Value }]) => [name, String(this.#resolve(Value))]),
    );
  }

  ofType(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** @throws when there is none, or more than one */
  one(id: string): Resource {
    const found = this.resources.filter((resource) => resource.id === id);
    if (found.length !== 1 || found[0] === undefined) {
      throw new Error(`${found.length} resources are called ${id}; there are ${this.resources.map((r) => r.id)}`);
    }
    return found[0];
  }

  /** Every statement of the role of a function. */
  statementsOf(functionId: string): Statement[] {
    const role = `${functionId}Role`;
    return this.ofType('AWS::IAM::Policy')
      .filter(({ properties }) => JSON.stringify(properties['Roles']) === JSON.stringify([role]))
      .flatMap(({ properties }) => statements(properties['PolicyDocument']));
  }

  /** The bucket, the stack's own or an adopted one. */
  get bucketArn(): string {
    return `arn:aws:s3:::${this.outputs['BucketName']}`;
  }

  /** Every statement of the bucket's policy, or of the policy that an adopted bucket is given. */
  bucketStatements(): Statement[] {
    const [adoption] = this.ofType('Custom::AdoptedBucket');
    if (adoption !== undefined) return statements({ Statement: adoption.properties['Policy'] ?? null });
    return statements(this.one('BackupBucketPolicy').properties['PolicyDocument']);
  }

  #resolve(value: Json): Json {
    if (Array.isArray(value)) return value.map((entry) => this.#resolve(entry));
    if (typeof value !== 'object' || value === null) return value;
    const [[intrinsic, argument] = ['', null]] = Object.entries(value);
    if (intrinsic === 'Ref' && typeof argument === 'string') return this.#reference(argument);
    if (intrinsic === 'Fn::GetAtt' && Array.isArray(argument)) return this.#attribute(argument.map(String));
    if (intrinsic === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
      return argument[1].map((part) => String(this.#resolve(part))).join(String(argument[0]));
    }
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, this.#resolve(entry)]));
  }

  #reference(id: string): string {
    const pseudo = PSEUDO[id.replace('AWS::', '')];
    if (pseudo !== undefined) return pseudo;
    const type = this.#raw[id]?.Type;
    if (type === 'AWS::SNS::Topic') return this.#attribute([id, 'Arn']);
    if (type === 'AWS::StepFunctions::StateMachine') {
      const name = this.#resolve(this.#raw[id]?.Properties?.['StateMachineName'] ?? null);
      return arn('states', `stateMachine:${name}`);
    }
    return type === 'AWS::SQS::Queue' ? `url of ${readableId(id)}` : readableId(id);
  }

  #attribute([id = '', attribute = '']: string[]): string {
    const arnOf = ARNS[this.#raw[id]?.Type ?? ''];
    return attribute === 'Arn' && arnOf !== undefined ? arnOf(readableId(id)) : `${readableId(id)}.${attribute}`;
  }
}

/** The statements of a policy document. */
export function statements(document: Json | undefined): Statement[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Error('no policy document');
  const list = document['Statement'];
  if (!Array.isArray(list)) throw new Error('no statements');
  return list.filter(
    (entry): entry is Statement => typeof entry === 'object' && entry !== null && !Array.isArray(entry),
  );
}
