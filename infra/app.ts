import { App } from 'aws-cdk-lib';
import { CloudinaryBackupStack } from './cloudinary-backup-stack.ts';
import { ConfigurationError } from './configuration/configuration-error.ts';
import { findConfiguration } from './configuration/find-configuration.ts';
import { CONTEXT_KEY } from './configuration/read-configuration.ts';

// Lambda must be able to read what is bundled, whatever umask the operator has: the archive keeps the files' modes.
// https://docs.aws.amazon.com/lambda/latest/dg/deployment-package-v2.html
process.umask(0o022);

const app = new App();
try {
  const configuration = findConfiguration(app.node.tryGetContext(CONTEXT_KEY));
  new CloudinaryBackupStack(app, 'CloudinaryBackup', configuration);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // The message is for the operator; a stack trace would bury it.
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}
