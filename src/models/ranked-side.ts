/** Where the top fifth of ranks between −0.5 and 0.5 begins. */
const FIFTH = 0.3;
/** A rank on the edge of a fifth lies outside it, whichever way it was rounded. */
const EDGE = 1e-9;

/** The side of a rank among symbols, (average rank − 0.5) / n − 0.5: 1 in the top fifth, −1 in the bottom fifth, else 0; NaN for NaN. */
export function sideOfRank(rank: number): number {
  if (Number.isNaN(rank)) return rank;
  return rank > FIFTH + EDGE ? 1 : rank < -FIFTH - EDGE ? -1 : 0;
}
