import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type Chain,
  Choice,
  Condition,
  DefinitionBody,
  Errors,
  Fail,
  type INextable,
  JitterType,
  JsonPath,
  LogLevel,
  Pass,
  Result,
  type State,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';

/** A check before a run; it never prevents the run. */
export interface RunCheck {
  /** The name of its state. */
  readonly name: string;
  /** The key of its result among those of the checks. */
  readonly key: string;
  readonly fn: IFunction;
}

export interface RunStateMachineProps {
  /** The machine's name is the stack's name and this one. */
  readonly name: string;
  readonly description: string;
  /** Works until its time is nearly up, and returns what comes next. */
  readonly stepFunction: IFunction;
  readonly checks?: readonly RunCheck[];
}

/** The longest name that a state machine may have, in letters. */
const MAX_NAME = 80;

/**
 * The name that a machine has in AWS. It is known before the machine exists, so its function can be allowed to describe
 * its executions without a circular dependency.
 */
export function runMachineName(scope: Construct, name: string): string {
  return `${Stack.of(scope).stackName.slice(0, MAX_NAME - name.length - 1)}-${name}`;
}

/**
 * Runs for all clouds. An execution works on the cloud that its input names, step by step until the function says that it
 * is done.
 *
 * Standard, because a run may take weeks; without a timeout, because only the function knows whether it makes progress.
 * A run that makes none ends at the limit of 25,000 events in an execution's history. A step that is followed by another
 * costs 7 of them (5 of the task, 2 of the choice), one that is followed by a wait 9, and each retry 3. So there is room
 * for 3,500 steps without a wait, which is 36 days at 15 minutes each, and for 2,700 waits: 46 hours if each takes a
 * minute, the shortest; 112 days if each takes an hour. Listing 10 million assets takes 20,000 calls. With a quota of
 * 2,000 calls an hour and a fifth of it reserved, that is 12.5 hours: a step or two and one wait for each hour, about 300
 * events. Copying them takes as long as draining the queues: 4.6 days at 25 a second, with 340 waits, or 23 days at 5 a
 * second, with 680 waits; 4,000 to 7,000 events. Waits grow with the backlog (`shared/usecases/runs/drain.ts`).
 *
 * Its executions are not logged: their history, with input and output of each step, is kept for 90 days in any case, and
 * the function logs what it does. A log would need the right to change every log delivery of the account.
 *
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html,
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export class RunStateMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: RunStateMachineProps) {
    super(scope, id);
    const { name, description, stepFunction, checks = [] } = props;
    const begin = new Pass(this, 'Begin', { result: Result.fromObject({ checks: {}, last: {} }) });
    const step = this.#step(stepFunction);
    const wait = new Wait(this, 'Wait', { time: WaitTime.timestampPath('$.last.until') });
    const next = new Choice(this, 'Next')
      .when(Condition.stringEquals('$.last.next', 'continue'), step)
      .when(Condition.stringEquals('$.last.next', 'wait'), wait)
      .when(Condition.stringEquals('$.last.next', 'done'), new Succeed(this, 'Done', { outputPath: '$.last.outcome' }))
      .when(Condition.stringEquals('$.last.next', 'failed'), this.#failed())
      .otherwise(new Fail(this, 'Misunderstood', { cause: 'The function did not say what comes next' }));
    step.next(next);
    wait.next(step);
    this.#checksBefore(step, begin, checks);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: runMachineName(this, name),
      stateMachineType: StateMachineType.STANDARD,
      comment: description,
      definitionBody: DefinitionBody.fromChainable(begin),
      logs: { level: LogLevel.OFF },
      tracingEnabled: false,
    });
  }

  #failed(): Fail {
    return new Fail(this, 'Failed', { errorPath: '$.last.error', causePath: '$.last.reason' });
  }

  #step(fn: IFunction): LambdaInvoke {
    const step = new LambdaInvoke(this, 'Step', {
      lambdaFunction: fn,
      payloadResponseOnly: true,
      payload: TaskInput.fromObject({
        execution: { arn: JsonPath.executionId, startedAt: JsonPath.executionStartTime },
        input: JsonPath.objectAt('$$.Execution.Input'),
        retries: JsonPath.numberAt('$$.State.RetryCount'),
        checks: JsonPath.objectAt('$.checks'),
        last: JsonPath.objectAt('$.last'),
      }),
      resultPath: '$.last',
      retryOnServiceExceptions: false,
    });
    // This covers a function that was killed: a step starts where the last one ended. Ten attempts take up to 18 minutes;
    // if the problem lasts longer, the next run does the work. What can never succeed is not an error, but a result.
    step.addRetry({
      errors: [Errors.ALL],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 10,
      maxDelay: Duration.minutes(5),
      jitterStrategy: JitterType.FULL,
    });
    return step;
  }

  /** A failed check does not stop the run: its error takes the place of its result. */
  #checksBefore(step: State, begin: Pass, checks: readonly RunCheck[]): void {
    const states = checks.map(({ name, key, fn }) => ({
      resultPath: `$.checks.${key}`,
      state: new LambdaInvoke(this, name, {
        lambdaFunction: fn,
        payloadResponseOnly: true,
        payload: TaskInput.fromObject({ cloud: JsonPath.stringAt('$$.Execution.Input.cloud') }),
        resultPath: `$.checks.${key}`,
        retryOnServiceExceptions: false,
      }),
    }));
    let before: INextable & (Chain | State) = begin;
    for (const [index, { state, resultPath }] of states.entries()) {
      const following = states[index + 1]?.state ?? step;
      state.addRetry({ errors: [Errors.ALL], interval: Duration.seconds(2), maxAttempts: 2 });
      state.addCatch(following, { errors: [Errors.ALL], resultPath });
      before.next(state);
      before = state;
    }
    before.next(step);
  }
}
