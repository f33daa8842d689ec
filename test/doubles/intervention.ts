/** Something in memory whose calls a test watches, refuses or loses the answers of. */
export class Intervention<Call> {
  /** Every call, in order, the refused ones included. */
  readonly calls: Call[] = [];
  /** Asked before each call: what it returns is thrown, and the call has no effect. */
  before: (call: Call) => Error | undefined = () => undefined;
  /** Asked after each call that took effect: what it returns is thrown, the answer is lost. */
  after: (call: Call) => Error | undefined = () => undefined;

  protected async call<T>(call: Call, work: () => T | Promise<T>): Promise<T> {
    this.calls.push(call);
    const refusal = this.before(call);
    if (refusal !== undefined) throw refusal;
    const result = await work();
    const lost = this.after(call);
    if (lost !== undefined) throw lost;
    return result;
  }
}
