/** The table of trades: sorted, filtered, leafed through; and the picture of one trade. */
export const TRADES = `
function trades() {
  var data = json(doc.getElementById('trade-data')), page = Number(table.getAttribute('data-page'));
  var find = doc.getElementById('trade-find'), reason = doc.getElementById('trade-reason'), result = doc.getElementById('trade-result');
  var before = doc.getElementById('trade-before'), after = doc.getElementById('trade-after'), count = doc.getElementById('trade-count');
  var body = table.tBodies[0], heads = all('thead th', table), start = 0, column = 0, direction = 1;
  var classes = heads.map(function (th) { return th.className; });
  var zoomable = {};
  data.zoom.forEach(function (n) { zoomable[n] = true; });
  function number(text) {
    var value = parseFloat(text.replace(/,/g, '').replace(MINUS, '-'));
    return isNaN(value) ? -Infinity : value;
  }
  function rows() {
    var words = find.value.trim().toLowerCase(), side = result.value;
    var kept = data.rows.filter(function (row) {
      if (reason.value && row[12] !== reason.value) return false;
      if (side === '+' && row[8].charAt(0) !== '+') return false;
      if (side === '-' && row[8].charAt(0) !== MINUS) return false;
      return !words || row.slice(1, 5).join(' ').toLowerCase().indexOf(words) >= 0;
    });
    var numeric = data.numbers[column];
    kept.sort(function (a, b) {
      var x = numeric ? number(a[column]) : a[column], y = numeric ? number(b[column]) : b[column];
      return x < y ? -direction : x > y ? direction : number(a[0]) - number(b[0]);
    });
    return kept;
  }
  function draw() {
    var kept = rows();
    start = Math.max(0, Math.min(start, Math.floor((kept.length - 1) / page) * page));
    body.textContent = '';
    kept.slice(start, start + page).forEach(function (row) {
      var tr = body.insertRow();
      row.forEach(function (text, i) {
        var td = tr.insertCell(), sign = i === 8 || i === 9 ? text.charAt(0) : '';
        td.className = (classes[i] || '') + (sign === '+' ? ' gain' : sign === MINUS ? ' loss' : '');
        if (i === 0 && zoomable[text]) td.appendChild(zoomButton(text));
        else td.textContent = text;
      });
    });
    var end = Math.min(kept.length, start + page);
    count.textContent = kept.length === 0 ? 'No trade matches.' : 'Rows ' + (start + 1) + ' to ' + end + ' of ' + digits(kept.length, 0) + '.';
    before.disabled = start === 0;
    after.disabled = end >= kept.length;
    heads.forEach(function (th, i) {
      if (i === column) th.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
      else th.removeAttribute('aria-sort');
    });
  }
  heads.forEach(function (th, i) {
    var button = doc.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.textContent = th.textContent;
    var word = th.querySelector('[data-term]');
    if (word) {
      button.setAttribute('data-term', word.getAttribute('data-term'));
      button.setAttribute('aria-describedby', word.getAttribute('aria-describedby'));
    }
    th.textContent = '';
    th.appendChild(button);
    if (word) wireTip(button);
    button.addEventListener('click', function () {
      if (column === i) direction = -direction;
      else { column = i; direction = data.numbers[i] && i > 0 ? -1 : 1; }
      start = 0;
      draw();
    });
  });
  [find, reason, result].forEach(function (input) {
    input.addEventListener('input', function () { start = 0; draw(); });
  });
  before.addEventListener('click', function () { start -= page; draw(); });
  after.addEventListener('click', function () { start += page; draw(); });
  draw();
  var shown = page, from = 0;
  addEventListener('beforeprint', function () { from = start; start = 0; page = 500; draw(); });
  addEventListener('afterprint', function () { start = from; page = shown; draw(); });
}

var zoom = doc.getElementById('zoom'), zoomed = [], zoomAt = -1, zoomFrom = null;
if (zoom) {
  zoomed = all('template[id^=tw-]');
  doc.getElementById('zoom-before').addEventListener('click', function () { zoomTo(zoomAt - 1); });
  doc.getElementById('zoom-after').addEventListener('click', function () { zoomTo(zoomAt + 1); });
  doc.getElementById('zoom-close').addEventListener('click', function () {
    zoom.hidden = true;
    if (zoomFrom && zoomFrom.isConnected) zoomFrom.focus();
  });
  zoom.addEventListener('keydown', function (event) { if (event.key === 'Escape') doc.getElementById('zoom-close').click(); });
}
function zoomTo(at) {
  if (at < 0 || at >= zoomed.length) return;
  zoomAt = at;
  var plot = doc.getElementById('zoom-plot');
  all('figure', plot).forEach(forgetFigure);
  plot.textContent = '';
  plot.appendChild(zoomed[at].content.cloneNode(true));
  zoom.hidden = false;
  doc.getElementById('zoom-before').disabled = at === 0;
  doc.getElementById('zoom-after').disabled = at === zoomed.length - 1;
  all('figure', plot).forEach(function (figure) { addFigure(figure); });
  doc.getElementById('zoom-said').textContent = plot.querySelector('h3').textContent;
}
function zoomButton(number) {
  var button = doc.createElement('button');
  button.type = 'button';
  button.className = 'zoom';
  button.textContent = number;
  button.setAttribute('aria-label', 'Show trade ' + number);
  button.addEventListener('click', function () {
    zoomFrom = button;
    zoomTo(zoomed.findIndex(function (template) { return template.id === 'tw-' + number; }));
    zoom.scrollIntoView({ block: 'start', behavior: 'instant' });
    all('.plot', zoom).forEach(function (plot) { plot.focus({ preventScroll: true }); });
  });
  return button;
}
var table = doc.getElementById('trade-table');
if (table) trades();
`;
