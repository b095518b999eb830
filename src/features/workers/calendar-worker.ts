import { type CalendarField, calendarField, calendarOf, type TradingCalendar } from '../../market/index.ts';
import type { Lane, Worker } from './worker.ts';

/** What the calendar of the bars' exchange says about each of them. */
export class CalendarWorker implements Worker {
  readonly lane: Lane;
  readonly outputs: readonly Float64Array[];
  readonly first = new Float64Array(1);
  readonly #calendar: TradingCalendar;
  readonly #field: CalendarField;
  #done = 0;

  constructor(lane: Lane, out: Float64Array, field: CalendarField) {
    this.lane = lane;
    this.outputs = [out];
    this.#calendar = calendarOf(lane.calendar);
    this.#field = field;
  }

  advance(): void {
    const out = this.outputs[0]!;
    const { bars, known } = this.lane;
    for (let i = this.#done; i < known; i += 1) out[i] = calendarField(this.#calendar, this.#field, bars.time[i]!);
    this.#done = known;
  }
}
