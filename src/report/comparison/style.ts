/** Colours of the runs: told apart by dashes too, contrast 3 : 1 and more on both grounds. */
const LIGHT = ['#1A1F24', '#0B5FCC', '#B45309', '#00704A', '#8B3FB5', '#B3261E', '#0E7490', '#6B6B00'];
const DARK = ['#E6EAEE', '#6FB3FF', '#FFB266', '#3DD6A3', '#D09BFF', '#FF8A7C', '#5CD6E8', '#D6D65C'];
const DASHES = ['', '', '7 3', '2 3', '9 3 2 3', '4 2', '6 2 1 2 1 2', '12 4'];

const variables = (colours: readonly string[]): string => colours.map((colour, i) => `--run${i + 1}:${colour}`).join(';');
const lines = DASHES.map((dash, i) => {
  const dashes = dash === '' ? '' : `;stroke-dasharray:${dash}`;
  return `.line.run${i + 1}{stroke:var(--run${i + 1})${dashes}}`;
}).join('');

/** What only the page of a comparison needs. */
export const COMPARISON_STYLE = `
:root{${variables(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${variables(DARK)}}}
@media screen{:root[data-theme=dark]{${variables(DARK)}}}
${lines}.line.run1{stroke-width:2.4}.line.run2{stroke-width:2}
.compare th[scope=row]{position:sticky;left:0;background:var(--panel);z-index:1}.compare td.r{min-width:12ch}.compare small{display:block;color:var(--muted);font-size:.8rem;white-space:nowrap}.compare small.gain{color:var(--gain)}.compare small.loss{color:var(--loss)}
.compare th.r .name{margin-left:auto}.differences{max-width:860px}.differences th[scope=row]{white-space:nowrap;font-weight:400}
.compare td.best b::before{content:"\\2605\\00a0";color:var(--gain)}.compare th .name{display:block;font-weight:400;font-size:.82rem;color:var(--muted);white-space:normal;max-width:22ch;overflow-wrap:anywhere}.compare thead th{white-space:normal}
.sample{vertical-align:middle;margin-right:8px}.runs td.wrap{min-width:26ch}.runs .stamps{margin:4px 0 0}.runs .stamps li{font-size:.72rem;padding:1px 6px}
.reasons{margin:0 0 14px;padding:12px 18px 12px 34px;border:1px solid var(--loss);border-radius:10px;background:var(--panel)}.reasons li+li{margin-top:4px}
tr.group th{background:var(--soft)}.deltas td{min-width:10ch}
@media(max-width:600px){.runs,.runs tbody,.runs tr,.runs th,.runs td{display:block}.runs thead{display:none}.runs tr{padding:10px 0;border-bottom:1px solid var(--hair)}.runs th,.runs td{border:0;padding:2px 0;text-align:left;white-space:normal}.runs td[data-label]::before{content:attr(data-label);color:var(--muted)}.runs small br{display:none}
.compare th[scope=row]{min-width:104px;max-width:40vw;padding-left:0}.deltas th:has(code){min-width:0}.deltas th code{overflow-wrap:anywhere}}
@media print{.compare th[scope=row]{position:static}.compare td.r{min-width:0}.runs td.wrap,.deltas td{min-width:0}}
`;
