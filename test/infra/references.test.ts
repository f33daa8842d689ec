import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from './configurations.ts';
import { type Json, SynthesizedStack } from './synthesized-stack.ts';

/** Types of resources that act by themselves, on what they refer to. Something must use a resource of another type. */
const ACTIVE: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Route': 'leads requests to the integration that it names',
  'AWS::ApiGatewayV2::Stage': 'publishes the API that it names',
  'AWS::CloudWatch::Dashboard': 'is looked at by people',
  'AWS::IAM::Policy': 'is part of the role that it names',
  'AWS::Lambda::EventSourceMapping': 'feeds a queue to a function',
  'AWS::Lambda::Permission': 'lets a service call the function that it names',
  'AWS::S3::BucketPolicy': 'is part of the bucket that it names',
  'AWS::SNS::Subscription': 'sends what the topic gets to people',
  'AWS::SNS::TopicPolicy': 'is part of the topic that it names',
  'AWS::SQS::QueuePolicy': 'is part of the queue that it names',
  'AWS::Scheduler::Schedule': 'calls the function or starts the state machine that it names',
  'Custom::AdoptedBucket': 'protects an existing bucket',
  'Custom::CloudinaryMarker': 'writes an object',
  'Custom::FirstRun': 'starts an inventory run',
  'Custom::CloudinaryTriggers': 'registers webhooks at Cloudinary',
};

/** The logical ids that a part of a template refers to. */
function references(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    if (key === 'Ref' || key === 'DependsOn') return Array.isArray(entry) ? entry.map(String) : [String(entry)];
    if (key === 'Fn::GetAtt') return [Array.isArray(entry) ? String(entry[0]) : String(entry)];
    if (key === 'Fn::Sub') return [...JSON.stringify(entry).matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, id = '']) => id);
    return references(entry);
  });
}

type Resources = Readonly<Record<string, { readonly Type: string }>>;

function unreferenced(template: SynthesizedStack['template']): [id: string, type: string][] {
  const resources = template['Resources'] as unknown as Resources; // every template has them
  const used = new Set(
    Object.entries(resources).flatMap(([id, resource]) =>
      // A dependency alone does not count.
      references({ ...resource, DependsOn: [] } as unknown as Json).filter((target) => target !== id),
    ),
  );
  for (const id of references(template['Outputs'])) used.add(id);
  return Object.entries(resources).flatMap(([id, { Type }]) => (used.has(id) ? [] : [[id, Type]]));
}

const stacks = CONFIGURATIONS.map(({ name, context }) => ({ name, template: new SynthesizedStack(context).template }));

describe('a resource', () => {
  test.each(stacks)('is used by something, or acts by itself, with $name', ({ template }) => {
    expect(unreferenced(template).filter(([, type]) => !(type in ACTIVE))).toEqual([]);
  });

  test('that nothing uses is reported', () => {
    const { template } = new SynthesizedStack();
    const resources = template['Resources'] as { [id: string]: Json }; // as above
    const Resources = { ...resources, Forgotten: { Type: 'AWS::SQS::Queue' } };
    expect(unreferenced({ ...template, Resources })).toContainEqual(['Forgotten', 'AWS::SQS::Queue']);
  });
});

test('every type that acts by itself is in use', () => {
  const found = new Set(stacks.flatMap(({ template }) => unreferenced(template)).map(([, type]) => type));
  expect(Object.keys(ACTIVE).filter((type) => !found.has(type))).toEqual([]);
});
