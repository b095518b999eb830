/** Colours against white and #0F1419, contrasts 4.5 : 1 and more for text, 3 : 1 and more for graphics. */
const LIGHT = {
  ground: '#FFFFFF',
  panel: '#FFFFFF',
  soft: '#F3F5F7',
  text: '#1A1F24',
  muted: '#5A6470',
  gain: '#00704A',
  loss: '#B3261E',
  accent: '#0B5FCC',
  border: '#8A95A1',
  hair: '#DDE2E7',
} as const;
const DARK = {
  ground: '#0F1419',
  panel: '#171D24',
  soft: '#1E262F',
  text: '#E6EAEE',
  muted: '#9AA5B1',
  gain: '#3DD6A3',
  loss: '#FF7A6B',
  accent: '#6FB3FF',
  border: '#5C6875',
  hair: '#2B3540',
} as const;
/** In place of green and red: told apart with every kind of colour vision. */
const LIGHT_BLUE_ORANGE = { ...LIGHT, gain: '#0B5FCC', loss: '#B45309' } as const;
const DARK_BLUE_ORANGE = { ...DARK, gain: '#6FB3FF', loss: '#FFB266' } as const;
type Palette = Readonly<Record<keyof typeof LIGHT, string>>;

/** Shares of gain and loss colour in the five shades of the month table: the text on each keeps 4.5 : 1. */
const SHADES = [0.08, 0.16, 0.24, 0.32, 0.4] as const;

function mix(colour: string, ground: string, share: number): string {
  const channel = (at: number): string => {
    const over = Number.parseInt(colour.slice(at, at + 2), 16);
    const under = Number.parseInt(ground.slice(at, at + 2), 16);
    return Math.round(over * share + under * (1 - share))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

function variables(palette: Palette, scheme: 'light' | 'dark'): string {
  const colours = Object.entries(palette).map(([name, value]) => `--${name}:${value}`);
  return `color-scheme:${scheme};${[...colours, signs(palette)].join(';')}`;
}

/** Only what differs between the two settings of gain and loss. */
function signs(palette: Palette): string {
  const shades = SHADES.flatMap((share, index) => [
    `--g${index + 1}:${mix(palette.gain, palette.panel, share)}`,
    `--l${index + 1}:${mix(palette.loss, palette.panel, share)}`,
  ]);
  return [`--gain:${palette.gain}`, `--loss:${palette.loss}`, ...shades].join(';');
}

const SHADE_RULES = SHADES.map((_, i) => `.g${i + 1}{background:var(--g${i + 1})}.l${i + 1}{background:var(--l${i + 1})}`).join(
  '',
);

const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:4rem}
body{margin:0;overflow-wrap:anywhere;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.num,td,time{font-variant-numeric:tabular-nums}
main,.top{max-width:1320px;margin:0 auto;padding:0 24px}
h1{font-size:1.6rem;line-height:1.2;margin:0;overflow-wrap:anywhere}h2{font-size:1.2rem;margin:0 0 12px}h3{font-size:1rem;margin:0 0 6px}h2 small{font-weight:400;color:var(--muted);font-size:.95rem}.two-up+h3,.two-up+p,.three-up+h3,figure+h3,p+.two-up,.scroll+.two-up,.scroll+script+figure,.two-up+figure,.two-up+script+figure,.scroll+.scroll,.scroll+p,.two-up+.two-up,figure+.scroll{margin-top:22px}figcaption h3{margin:0}
h3 small{font-weight:400;color:var(--muted)}
p{margin:0 0 8px}a{color:var(--accent)}
.muted{color:var(--muted)}.gain{color:var(--gain)}.loss{color:var(--loss)}
section{margin:0 0 20px;padding:20px;background:var(--panel);border:1px solid var(--hair);border-radius:10px;scroll-margin-top:4rem}
button,input,select{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--border);border-radius:8px;min-height:48px;padding:0 14px}
button{cursor:pointer}button[aria-pressed=true]{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
button:disabled{color:var(--muted);cursor:default;border-style:dashed}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.js{display:none}.has-js .js{display:inline-block}[hidden]{display:none!important}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--panel);padding:12px;z-index:9}
`;

const HEADER = `
.top{padding-top:24px}
.title{display:flex;gap:16px;align-items:flex-start;justify-content:space-between;margin-bottom:16px}
.title p{margin:4px 0 0}.buttons{display:flex;flex-wrap:wrap;gap:8px;justify-content:flex-end}
.made{display:flex;flex-wrap:wrap;gap:4px 22px;margin:0 0 14px;padding:10px 18px;border:1px solid var(--hair);border-radius:10px;background:var(--panel);font-size:.88rem}.made div{display:flex;gap:8px;min-width:0}.made dt{color:var(--muted);flex:none}.made dd{margin:0;overflow-wrap:anywhere}
.verdict{display:grid;grid-template-columns:auto 1fr;gap:2px 14px;align-items:center;padding:14px 18px;border:2px solid var(--muted);border-left-width:10px;border-radius:10px;background:var(--panel);margin-bottom:14px}
.verdict svg{width:34px;height:34px;grid-row:span 2}
.verdict b{font-size:.8rem;letter-spacing:.06em}.verdict span{font-size:1.1rem;font-weight:600;overflow-wrap:anywhere}
.verdict.invalid{border-color:var(--loss)}.verdict.invalid b,.verdict.invalid svg{color:var(--loss)}
.verdict.valid{border-color:var(--gain)}.verdict.valid b,.verdict.valid svg{color:var(--gain)}
.stamps{display:flex;flex-wrap:wrap;gap:8px;list-style:none;margin:0 0 14px;padding:0}
.stamps li{padding:4px 12px;background:#F5C542;color:#1A1A1A;font-weight:700;font-size:.85rem;letter-spacing:.04em;border-radius:4px;border:2px solid #1A1A1A}
.warnings{margin:0 0 14px;padding:12px 18px;border:1px solid var(--border);border-radius:10px;background:var(--soft)}
.warnings ul{margin:6px 0 0;padding-left:20px}.warnings code{font-size:.85em}
.warnings summary{cursor:pointer;min-height:24px;font-weight:600}
nav.parts{position:sticky;top:0;z-index:5;background:var(--ground);border-bottom:1px solid var(--hair);width:min(1272px,100% - 48px);margin:0 auto 20px}
nav.parts ul{display:flex;flex-wrap:wrap;gap:0 4px;list-style:none;margin:0;padding:0}
nav.parts a{display:inline-flex;align-items:center;min-height:48px;padding:0 12px;color:var(--text);text-decoration:none;border-bottom:3px solid transparent}
nav.parts a:hover{border-color:var(--border)}nav.parts a[aria-selected=true]{border-color:var(--accent);font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:12px;margin:0 0 20px;padding:0}
.tile{background:var(--panel);border:1px solid var(--hair);border-radius:10px;padding:12px 14px;display:flex;flex-direction:column-reverse;justify-content:flex-end}
.tile dd{margin:0;font-size:1.3rem;font-weight:600;line-height:1.3;white-space:nowrap}.tile dd.long{font-size:1.05rem;line-height:1.6}.tile dd.longer{font-size:.85rem;line-height:2}.tile dd.na{color:var(--muted);font-weight:400}
.tile dt{color:var(--muted);font-size:.9rem}.tile .sub{font-size:.82rem;color:var(--muted);font-weight:400;white-space:normal;display:block;line-height:1.35;margin-top:2px}
.term{all:unset;cursor:help;text-decoration:underline dotted var(--border);text-underline-offset:4px;min-height:24px;display:inline-block}
.term:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
#tip{position:fixed;z-index:20;max-width:min(420px,calc(100vw - 24px));background:var(--text);color:var(--ground);padding:10px 14px;border-radius:8px;font-size:.9rem;box-shadow:0 4px 18px rgb(0 0 0/.35)}
#tip b{display:block}#tip i{display:block;font-style:normal;opacity:.85;margin-top:4px}
`;

const CHARTS = `
figure{margin:0 0 22px;min-width:0}figure:last-child,.two-up:last-child figure{margin-bottom:0}
figcaption{display:flex;flex-wrap:wrap;gap:4px 18px;align-items:center;margin-bottom:6px;min-height:32px}
figcaption .switch{margin-left:auto}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:0;padding:0;font-size:.9rem}.legend svg{margin-right:6px;vertical-align:middle}
.frame{display:grid;grid-template-columns:64px minmax(0,1fr);grid-template-rows:auto 22px}
.plot{touch-action:pan-y;position:relative;grid-column:2;grid-row:1;min-width:0}.plot:focus-visible{outline-offset:4px}
.plot svg{display:block;width:100%;height:100%;overflow:visible}.plot svg.marks{position:absolute;inset:0;pointer-events:none}
.tall .plot{height:320px}.low .plot{height:170px}.square .plot{height:260px}
.ya{grid-column:1;grid-row:1;width:56px;height:100%;overflow:visible;font-size:12px}.ya text{text-anchor:end;fill:var(--muted)}
.xa{grid-column:2;grid-row:2;width:100%;height:22px;overflow:visible;font-size:12px}.xa text{text-anchor:middle;fill:var(--muted)}
.rule{stroke:var(--hair);stroke-width:1;vector-effect:non-scaling-stroke}.base{stroke:var(--border);stroke-width:1.5;vector-effect:non-scaling-stroke}
.line{fill:none;stroke-width:1.6;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.line.one{stroke:var(--accent)}.line.two{stroke:var(--muted);stroke-dasharray:5 3}.line.three{stroke:var(--gain);stroke-dasharray:1.5 3;stroke-width:2}.line.loss{stroke:var(--loss)}.line.gain{stroke:var(--gain)}
.fill{stroke:none;opacity:.16}.fill.one{fill:var(--accent)}.fill.loss{fill:var(--loss)}.fill.two,.fill.three{fill:var(--muted)}
g.lin,.ya.lin{display:none}.is-lin g.lin,.is-lin .ya.lin{display:block}.is-lin g.log,.is-lin .ya.log{display:none}
.band{fill:var(--muted);opacity:.12}.band.test{fill:var(--accent);opacity:.14}.band-name{font-size:11px;fill:var(--muted);text-anchor:middle}.band-name.end{text-anchor:end}.wick{fill:none;stroke:var(--text);stroke-width:1;vector-effect:non-scaling-stroke}.body{stroke-width:1.2;vector-effect:non-scaling-stroke}.body.rise{fill:var(--panel);stroke:var(--gain)}.body.fall{fill:var(--loss);stroke:var(--loss)}
.whisker{stroke:var(--text);stroke-width:1.2;vector-effect:non-scaling-stroke}.line.held{stroke-dasharray:4 3;stroke-width:2}
.ring{position:absolute;width:16px;height:16px;margin:-8px 0 0 -8px;border:2px solid var(--text);border-radius:50%;pointer-events:none}.axis-name{margin:0 0 0 64px;text-align:right;font-size:12px;color:var(--muted)}
.cross{position:absolute;top:0;bottom:0;width:1px;background:var(--text);pointer-events:none}
.readout{display:none;margin:2px 0 0 64px;font-size:.9rem;min-height:1.5em}.has-js .readout{display:flex;flex-wrap:wrap;gap:0 14px}
.mark-up{fill:var(--gain)}.mark-down{fill:var(--loss)}.mark-dot{fill:var(--accent)}.mark-gain{fill:var(--gain);fill-opacity:.75}.mark-loss{fill:var(--panel);stroke:var(--loss);stroke-width:1.6}.mark-exit{fill:var(--panel);stroke:var(--text);stroke-width:1.4}
.bar{fill:var(--accent);vector-effect:non-scaling-stroke}.bar.loss{fill:var(--loss)}.bar.gain{fill:var(--gain)}.bar.two{fill:var(--border)}.bar.three{fill:var(--panel);stroke:var(--border);stroke-width:1.4}[data-palette] .bar.loss{fill-opacity:.25;stroke:var(--loss);stroke-width:1.5}[data-palette] .line.loss{stroke-dasharray:6 2}
.two-up>.scroll+.scroll{margin-top:0}.two-up{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:24px}.three-up{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:24px}.two-up>figure,.three-up>figure{margin-bottom:0}.three-up .xa text.minor{display:none}
#zoom{border:1px solid var(--border);border-radius:10px;padding:14px;margin-bottom:16px;scroll-margin-top:4rem}#zoom .pager{margin:0 0 12px}#zoom figure{margin:0}
td.bars,th.bars{width:45%}.defs{position:absolute}.more{cursor:pointer;min-height:48px;display:list-item;padding:12px 0;font-weight:600}details{margin-top:6px}
.range{width:100%;height:64px;display:block;overflow:visible}.range text{font-size:12px;fill:var(--text)}
`;

const TABLES = `
.scroll{overflow-x:auto;position:relative}
table{border-collapse:collapse;width:100%;font-size:.92rem}caption{text-align:left;color:var(--muted);padding-bottom:6px}caption span{position:sticky;left:0;display:inline-block;max-width:min(100%,calc(100vw - 62px))}
th,td{padding:6px 10px;overflow-wrap:normal;text-align:left;border-bottom:1px solid var(--hair);vertical-align:top}thead th{white-space:nowrap;border-bottom:2px solid var(--border);vertical-align:bottom}
th{font-weight:600}.r{text-align:right;white-space:nowrap}.d{white-space:nowrap}td.wrap{overflow-wrap:anywhere;min-width:12ch}
#trade-table{font-size:.86rem}#trade-table td,#trade-table th{padding:4px 7px}
.months{table-layout:fixed;min-width:840px}.months td,.months th{padding:5px 6px;text-align:right;white-space:nowrap;font-size:.86rem}.months td.year{font-weight:600;border-left:2px solid var(--border)}.months th[scope=row]{text-align:left}
.sort{all:unset;cursor:pointer;display:inline-flex;align-items:center;min-height:32px;font-weight:600;white-space:nowrap}.sort:focus-visible{outline:3px solid var(--accent);outline-offset:2px}.sort::after{content:"\\2195";margin-left:4px;color:var(--muted)}
th[aria-sort=ascending] .sort::after{content:"\\2191";color:inherit}th[aria-sort=descending] .sort::after{content:"\\2193";color:inherit}
.tools{display:none;flex-wrap:wrap;gap:10px 14px;align-items:end;margin-bottom:12px}.has-js .tools{display:flex}.tools label{display:grid;gap:2px;font-size:.86rem;color:var(--muted)}.tools input,.tools select{color:var(--text);min-width:0;max-width:100%}
.pager{display:none;flex-wrap:wrap;gap:10px;align-items:center;margin-top:12px}.has-js .pager{display:flex}
tr.default td,tr.default th{color:var(--muted)}code{font:0.9em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}td code{overflow-wrap:normal}td.wrap code{overflow-wrap:anywhere}th:has(code){min-width:24ch}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);padding:12px;border-radius:8px;margin:0;font:0.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 18px;margin:0 0 14px}.facts dt{color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere}.narrow{max-width:900px}.narrow th:first-child{width:1%}.facts.wide{display:flex;flex-wrap:wrap;gap:6px 28px;margin:18px 0 0}.facts.wide div{display:grid}.facts.wide dt{font-size:.86rem}.facts.wide dd{font-weight:600}
button.zoom{min-height:28px;min-width:40px;padding:0 8px;text-align:right;color:var(--accent)}
.flag{display:inline-block;border:1px solid var(--border);border-radius:4px;padding:0 6px;font-size:.82rem;white-space:nowrap}
footer{max-width:1320px;margin:0 auto;padding:0 24px 40px;color:var(--muted);font-size:.9rem}
`;

const RESEARCH = `
.gate-line{margin:0 0 14px;padding:12px 18px;border:1px solid var(--border);border-radius:10px;background:var(--panel)}.gate-line p{margin:0}.gate-line ul{display:flex;flex-wrap:wrap;gap:4px 22px;list-style:none;margin:6px 0 0;padding:0}.gate-line a{color:inherit;text-underline-offset:4px;text-decoration-color:var(--border);display:inline-block;min-height:24px}
tr.fail .flag{border-color:var(--loss);color:var(--loss)}tr.warn .flag{border-style:dashed;border-color:var(--text)}tr.pass .flag{border-color:var(--gain);color:var(--gain)}tr.own td,tr.own th,tr.test-window td,tr.test-window th{background:var(--soft)}
.stamp-band{margin:0;padding:6px 14px;background:#F5C542;color:#1A1A1A;font-weight:700;font-size:.85rem;letter-spacing:.06em;text-align:center}
.tiles.wide{grid-template-columns:repeat(auto-fit,minmax(min(100%,260px),1fr))}tr.gate td.wrap{min-width:22ch}.range+p{margin-top:6px}p+h3,.range+h3,.scroll+h3{margin-top:18px}.gates thead th{white-space:normal}.gate-name code{white-space:nowrap}.gate-name{display:flex;flex-wrap:wrap;gap:4px 16px;justify-content:space-between}tr.gate th:has(code){min-width:0;width:28ch}td.mid{width:16%;min-width:90px}td.params{font-size:.86rem;min-width:52ch}
.ladder th{white-space:nowrap}.heat{width:auto;font-size:.86rem}.heat td{text-align:center;min-width:74px;white-space:nowrap;border:1px solid var(--hair)}.heat th{white-space:nowrap;font-weight:400}.heat thead th{text-align:center;border:0}.heat small{display:block;color:var(--text);font-size:.78rem}.heat td.chosen{outline:3px solid var(--accent);outline-offset:-3px;font-weight:700}.heat th[scope=row]{text-align:right;border:0}
.maps{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr));gap:24px}.maps h3{font-size:.92rem}.maps>div{min-width:0}
`;

const NARROW = `
@media(min-width:1200px){.tiles{grid-template-columns:repeat(8,minmax(0,1fr))}.tile{padding:12px}}
@media(max-width:860px){.two-up,.three-up{grid-template-columns:minmax(0,1fr)}nav.parts{position:static}nav.parts ul{flex-wrap:wrap}}
@media(max-width:600px){tr.gate th:has(code){width:auto}tr.gate td.wrap{min-width:0}.heat td{min-width:54px;padding:4px 3px;white-space:normal}.heat th{white-space:normal;padding:4px 3px}.heat th[scope=row]{min-width:56px}nav.parts{width:calc(100% - 28px)}main,.top,footer{padding-left:14px;padding-right:14px}section{padding:14px}.tiles{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.tile dd{font-size:1.15rem}
.frame{grid-template-columns:52px minmax(0,1fr)}.ya{width:46px}.readout{margin-left:0}.xa text.minor,.band-name.minor,.key{display:none}.tall .plot{height:240px}.title{flex-wrap:wrap}.facts{grid-template-columns:minmax(0,1fr)}.facts dd{margin-bottom:6px}}
@media(pointer:coarse){button.zoom,.sort{min-height:48px;min-width:48px}.term{padding:6px 0}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;

const PRINT = `
@page{margin:14mm}@page stamped{margin:14mm;@top-center{content:"SYNTHETIC DATA";font:700 9pt sans-serif;color:#1A1A1A}}
@media print{:root,:root[data-theme]{${variables(LIGHT, 'light')}}:root[data-palette]{${signs(LIGHT_BLUE_ORANGE)}}
html{font-size:11px}body{font-size:11px}td.params{min-width:0}body.stamped{page:stamped}body.stamped nav.parts{display:block!important;position:static;border:0;width:auto}body.stamped nav.parts ul{display:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.panel[hidden]{display:block!important}nav.parts,.js,.has-js .js,#zoom,.ring,.tools,.has-js .tools,.pager,.has-js .pager,.readout,.has-js .readout,.skip,#tip,.cross,.sort::after{display:none!important}
main,.top,footer{padding:0;max-width:none}section{border:0;padding:0;margin-bottom:16px}figure,tr,.tile,.verdict{break-inside:avoid}h2,h3,thead{break-after:avoid}
.tiles{grid-template-columns:repeat(4,1fr);gap:6px}.tile{padding:6px 10px}.tile dd{font-size:1.15rem}.scroll{overflow:visible}.tall .plot{height:220px}.low .plot{height:120px}th,td{padding:3px 6px}thead th,.term,.sort{white-space:normal!important}.term{text-decoration:none}details:not(.unprinted)::details-content{content-visibility:visible;height:auto}button.zoom{all:unset}.two-up{grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}.three-up{grid-template-columns:repeat(3,minmax(0,1fr));gap:14px}.two-up>.scroll,.two-up>figure{min-width:0}.square .plot{height:190px}.facts{gap:2px 14px}.xa text.minor{display:none}figcaption{min-height:0}.key{display:none}table{font-size:.88rem}.months{break-inside:avoid;min-width:0}.maps{grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}.maps>div{break-inside:avoid}.heat td{min-width:0}.heat,.heat small{font-size:8px}.xa,.ya{font-size:9px}.frame{grid-template-columns:48px minmax(0,1fr)}.ya{width:42px}.axis-name{font-size:9px}}
`;

/** The whole style sheet of a report. */
export const STYLE: string = [
  `:root{${variables(LIGHT, 'light')}}`,
  `@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${variables(DARK, 'dark')}}}`,
  `@media screen{:root[data-theme=dark]{${variables(DARK, 'dark')}}}`,
  `:root[data-palette]{${signs(LIGHT_BLUE_ORANGE)}}`,
  `@media screen and (prefers-color-scheme:dark){:root[data-palette]:not([data-theme=light]){${signs(DARK_BLUE_ORANGE)}}}`,
  `@media screen{:root[data-theme=dark][data-palette]{${signs(DARK_BLUE_ORANGE)}}}`,
  BASE,
  HEADER,
  CHARTS,
  TABLES,
  SHADE_RULES,
  RESEARCH,
  NARROW,
  PRINT,
]
  .join('\n')
  .trim();
