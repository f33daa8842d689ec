/** Which CDK app, and what it is told. */
export interface AppOptions {
  /** Context for the CDK app: `-c key=value`. */
  readonly context?: Readonly<Record<string, string>>;
  /** The command that synthesizes; that of cdk.json by default. */
  readonly app?: string;
}

/** The arguments of `cdk` for an app whose assembly goes to `output`, where no other deployment writes. */
export function appArguments({ app, context = {}, output }: AppOptions & { readonly output: string }): string[] {
  return [
    ...(app === undefined ? [] : ['--app', app]),
    ...['--output', output],
    ...Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]),
  ];
}
