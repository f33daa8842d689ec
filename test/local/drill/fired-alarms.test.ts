import { describe, expect, it } from 'vitest';
import { firedAlarms } from '#local/drill/report/fired-alarms.ts';
import type { AlarmState } from '#local/ministack/cloudwatch/evaluate-alarm.ts';
import { TimeScale } from '#local/ministack/cloudwatch/time-scale.ts';
import { ALARM } from '../ministack/cloudwatch/alarm.ts';

const BROKEN = 1_800_000_000_000;
const TIMES = { scale: new TimeScale(60), broken: BROKEN, repaired: BROKEN + 20_000 };

function became(to: AlarmState, afterSeconds: number) {
  return {
    alarm: ALARM,
    from: 'OK' as const,
    to,
    at: new Date(BROKEN + afterSeconds * 1000),
  };
}

function mail(state: 'ALARM' | 'OK') {
  return { subject: '', alarm: ALARM.name, description: 'Copies are late', state };
}

describe('the alarms of a scenario', () => {
  it('have their times in minutes of the drill, and the text that was mailed', () => {
    const transitions = [became('ALARM', 12), became('OK', 25), became('ALARM', 30), became('OK', 50)];
    expect(firedAlarms(transitions, [mail('ALARM'), mail('OK')], TIMES)).toEqual([
      {
        name: 'CopiesKeepFailing-demo',
        description: 'Copies are late',
        firedAfterMinutes: 12,
        clearedAfterMinutes: 30,
      },
    ]);
  });

  it('have no end while they last', () => {
    expect(firedAlarms([became('ALARM', 12)], [mail('ALARM')], TIMES)).toMatchObject([
      { clearedAfterMinutes: undefined },
    ]);
  });

  it('show that a mail is missing', () => {
    const transitions = [became('ALARM', 12), became('OK', 25)];
    expect(firedAlarms(transitions, [mail('ALARM')], TIMES)).toMatchObject([{ description: '' }]);
    expect(firedAlarms(transitions, [mail('OK')], TIMES)).toMatchObject([{ description: '' }]);
  });

  it('do not include an alarm that only cleared', () => {
    expect(firedAlarms([became('OK', 1), became('INSUFFICIENT_DATA', 2)], [], TIMES)).toEqual([]);
  });
});
