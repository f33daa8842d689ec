import { describe, expect, test } from 'vitest';
import { readConfiguration } from '#infra/configuration/read-configuration.ts';
import { problemsOf } from './configuration-problems.ts';

const clouds = { demo: {} };

/** One test for each value: it is the only problem of its configuration, with this text, in which `%j` is the value. */
function refuses<Value>(what: string, values: readonly Value[], contextOf: (value: Value) => object, problem: string) {
  test.each(values.map((value) => [value]))(`refuses %j as ${what}`, (value) => {
    expect(problemsOf({ clouds, ...contextOf(value) })).toEqual([
      expect.stringContaining(problem.replace('%j', JSON.stringify(value))),
    ]);
  });
}

describe('a setting', () => {
  refuses(
    'an e-mail address',
    ['ops', 'ops@example', 'a b@example.com', 7],
    (email) => ({ alarms: { emails: [email] } }),
    '  - alarms.emails.0: must be an e-mail address, like "ops@example.com"',
  );

  refuses(
    'a cloud name',
    ['', 'my cloud', 'a/b', '../x', '*', '-a', 'ümlaut'],
    (name) => ({ clouds: { [name]: {} } }),
    '  - clouds: %j: a cloud name has only letters, digits, - and _',
  );

  refuses(
    'an origin',
    [
      'http://api.cloudinary.com',
      'https://api.cloudinary.com/',
      'https://api.cloudinary.com/v1_1',
      'https://key:secret@api.cloudinary.com',
      'https://api.cloudinary.com:443',
      'api.cloudinary.com',
      'https://',
      7,
    ],
    (apiOrigin) => ({ clouds: { demo: { apiOrigin } } }),
    '  - clouds.demo.apiOrigin: must be an https origin without path',
  );

  refuses(
    'the name of a parameter',
    ['/aws/x', 'ssm/x', 'AWS', '/a//b', '/a/', '/a b', '/*', 'arn:aws:ssm:eu-west-1:1:parameter/x', 1],
    (credentialsParameter) => ({ clouds: { demo: { credentialsParameter } } }),
    '  - clouds.demo.credentialsParameter: must be the name of an SSM parameter',
  );

  test.each(['/awsome/x', 'a', '/team/cloud_1/demo.prod-2'])('takes %j as the name of a parameter', (name) => {
    const { clouds } = readConfiguration({ clouds: { demo: { credentialsParameter: name } } });
    expect(clouds['demo']?.credentialsParameter).toBe(name);
  });

  refuses(
    'what to include',
    [{}, { tags: [] }, { types: '', prefixes: [] }],
    (include) => ({ clouds: { demo: { rules: { include } } } }),
    '  - clouds.demo.rules.include: is empty, and nothing would be backed up',
  );

  test.each(['1/52', '5%', '0.5%', '10GB', '500MB', '1.5TB', '2GiB'])('takes %j as what to read', (readData) => {
    expect(readConfiguration({ clouds, verify: { readData } }).verify.readData).toBe(readData);
  });

  refuses(
    'what to read',
    ['all', '5', '0/5', '6/5', '5 %', '101%', '-1%', 'GB', 7],
    (readData) => ({ verify: { readData } }),
    '  - verify.readData: must be a part of the objects: a fraction like "1/52"',
  );
});
