/** Hours of one session as minutes of the wall clock of the session's date; negative minutes lie on the day before. */
export interface SessionHours {
  readonly openMinute: number;
  readonly closeMinute: number;
}

/** What one exchange does, as rules. */
export interface CalendarRules {
  readonly zone: string;
  /** Wall-clock minute, of the session's date, at which a session may begin at the earliest; negative: on the day before. */
  readonly startMinute: number;
  /** Periods per year of daily bars. */
  readonly sessionsPerYear: number;
  /** Trading minutes of a normal session, for periods per year of shorter bars. */
  readonly minutesPerSession: number;
  /** Minutes before the close of a full session in which nothing trades (maintenance); 0 for none. */
  readonly breakMinutes: number;
  /** Undefined when the day is no session. */
  hours(day: number): SessionHours | undefined;
}
