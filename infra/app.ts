import { App } from 'aws-cdk-lib';
import { CloudinaryBackupStack } from './cloudinary-backup-stack.ts';
import { ConfigurationError } from './configuration/configuration-error.ts';
import { CONTEXT_KEY, readConfiguration } from './configuration/read-configuration.ts';

const app = new App();
try {
  const configuration = readConfiguration(app.node.tryGetContext(CONTEXT_KEY));
  new CloudinaryBackupStack(app, 'CloudinaryBackup', configuration);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // The message is for the operator; a stack trace would bury it.
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}
