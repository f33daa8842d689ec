/** An execution's own name, the last part of its ARN. */
export const executionName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
