/**
 * The script of a report: colours, crosshair, log scale, definitions, trade table. Plain browser code without any request; the
 * report can be read without it. It is text here because this floor has no DOM to compile against; the browser test runs it.
 */
export const SCRIPT = String.raw`(function () {
'use strict';
var doc = document, root = doc.documentElement, MINUS = '\u2212';
root.classList.add('has-js');
function json(el) { return JSON.parse(el.textContent); }
function all(sel, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(sel)); }

var theme = doc.getElementById('theme');
function isDark() {
  var set = root.getAttribute('data-theme');
  return set ? set === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}
function showTheme() { theme.setAttribute('aria-pressed', String(isDark())); }
theme.addEventListener('click', function () { root.setAttribute('data-theme', isDark() ? 'light' : 'dark'); showTheme(); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme);
showTheme();

all('[data-log]').forEach(function (button) {
  button.addEventListener('click', function () {
    var on = button.closest('figure').classList.toggle('is-log');
    button.setAttribute('aria-pressed', String(on));
  });
});

function digits(value, n) {
  var text = Math.abs(value).toFixed(n), parts = text.split('.');
  parts[0] = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return (value < 0 && Number(text) !== 0 ? MINUS : '') + parts.join('.');
}
function write(value, kind) {
  if (value === null) return 'n/a';
  if (kind === 'percent') return digits(value * 100, 2) + ' %';
  if (kind === 'price') return digits(value, Math.abs(value) < 10 ? 4 : 2);
  return digits(value, 2);
}

var groups = {};
all('figure[data-axis]').forEach(function (figure) {
  var name = figure.getAttribute('data-axis');
  var group = groups[name];
  if (!group) group = groups[name] = { axis: json(doc.getElementById('axis-' + name)), charts: [], at: -1 };
  var values = json(figure.querySelector('.values'));
  var plot = figure.querySelector('.plot'), cross = doc.createElement('div');
  cross.className = 'cross';
  cross.hidden = true;
  plot.appendChild(cross);
  var chart = { plot: plot, cross: cross, out: figure.querySelector('.readout'), values: values };
  group.charts.push(chart);
  var last = group.axis.x.length - 1;
  plot.tabIndex = 0;
  plot.setAttribute('role', 'slider');
  plot.setAttribute('aria-label', figure.querySelector('h3').textContent + ', value at a bar');
  plot.setAttribute('aria-valuemin', '0');
  plot.setAttribute('aria-valuemax', String(Math.max(0, last)));
  plot.addEventListener('pointermove', function (event) { show(group, nearest(group.axis.x, event, plot), true); });
  plot.addEventListener('pointerdown', function (event) { show(group, nearest(group.axis.x, event, plot), true); });
  plot.addEventListener('pointerleave', function () { if (doc.activeElement !== plot) show(group, last, false); });
  plot.addEventListener('blur', function () { show(group, last, false); });
  plot.addEventListener('keydown', function (event) {
    var step = event.shiftKey ? Math.max(1, Math.round(last / 20)) : 1, at = group.at;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') at -= step;
    else if (event.key === 'ArrowRight' || event.key === 'ArrowUp') at += step;
    else if (event.key === 'PageDown') at -= Math.round(last / 10);
    else if (event.key === 'PageUp') at += Math.round(last / 10);
    else if (event.key === 'Home') at = 0;
    else if (event.key === 'End') at = last;
    else return;
    event.preventDefault();
    show(group, Math.min(last, Math.max(0, at)), true);
  });
});
function nearest(x, event, plot) {
  var box = plot.getBoundingClientRect(), wanted = ((event.clientX - box.left) / box.width) * 10000, low = 0, high = x.length - 1;
  while (high - low > 1) { var middle = (low + high) >> 1; if (x[middle] < wanted) low = middle; else high = middle; }
  return wanted - x[low] < x[high] - wanted ? low : high;
}
function show(group, at, visible) {
  if (at < 0) return;
  group.at = at;
  group.charts.forEach(function (chart) {
    chart.cross.hidden = !visible;
    chart.cross.style.left = group.axis.x[at] / 100 + '%';
    chart.out.textContent = '';
    var when = doc.createElement('b'), words = [group.axis.t[at]];
    when.textContent = group.axis.t[at];
    chart.out.appendChild(when);
    chart.values.lines.forEach(function (line) {
      var part = doc.createElement('span'), text = line.name + ' ' + write(line.v[at], chart.values.kind);
      part.textContent = text;
      words.push(text);
      chart.out.appendChild(part);
    });
    chart.plot.setAttribute('aria-valuenow', String(at));
    chart.plot.setAttribute('aria-valuetext', words.join(', '));
  });
}
Object.keys(groups).forEach(function (name) { show(groups[name], groups[name].axis.x.length - 1, false); });

var tip = doc.getElementById('tip'), open = null, timer = 0;
function hideTip() { tip.hidden = true; open = null; }
function showTip(button) {
  var definition = doc.getElementById('d-' + button.getAttribute('data-term'));
  if (!definition) return;
  clearTimeout(timer);
  tip.textContent = '';
  var name = doc.createElement('b'), formula = doc.createElement('i');
  name.textContent = definition.getAttribute('data-name');
  formula.textContent = definition.getAttribute('data-formula');
  tip.appendChild(name);
  tip.appendChild(doc.createTextNode(definition.firstChild.textContent));
  tip.appendChild(formula);
  tip.hidden = false;
  open = button;
  var box = button.getBoundingClientRect(), size = tip.getBoundingClientRect(), wide = root.clientWidth, below = box.bottom + 6;
  tip.style.left = Math.max(12, Math.min(box.left, wide - size.width - 12)) + 'px';
  tip.style.top = (below + size.height < innerHeight ? below : Math.max(12, box.top - size.height - 6)) + 'px';
}
function later() { clearTimeout(timer); timer = setTimeout(hideTip, 250); }
all('.term').forEach(function (button) {
  button.addEventListener('pointerenter', function (event) { if (event.pointerType === 'mouse') showTip(button); });
  button.addEventListener('pointerleave', function (event) { if (event.pointerType === 'mouse') later(); });
  button.addEventListener('focus', function () { showTip(button); });
  button.addEventListener('blur', hideTip);
  button.addEventListener('click', function () { showTip(button); });
});
tip.addEventListener('pointerenter', function () { clearTimeout(timer); });
tip.addEventListener('pointerleave', later);
doc.addEventListener('keydown', function (event) { if (event.key === 'Escape') hideTip(); });
addEventListener('scroll', function () { if (open) hideTip(); }, { passive: true });

var table = doc.getElementById('trade-table');
if (table) trades();
function trades() {
  var data = json(doc.getElementById('trade-data')), page = Number(table.getAttribute('data-page'));
  var find = doc.getElementById('trade-find'), reason = doc.getElementById('trade-reason'), result = doc.getElementById('trade-result');
  var before = doc.getElementById('trade-before'), after = doc.getElementById('trade-after'), count = doc.getElementById('trade-count');
  var body = table.tBodies[0], heads = all('thead th', table), start = 0, column = 0, direction = 1;
  var classes = heads.map(function (th) { return th.className; });
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
        td.textContent = text;
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
    th.textContent = '';
    th.appendChild(button);
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

addEventListener('beforeprint', function () { all('details').forEach(function (d) { if (!d.open) { d.open = true; d.dataset.closed = ''; } }); });
addEventListener('afterprint', function () { all('details[data-closed]').forEach(function (d) { d.open = false; delete d.dataset.closed; }); });
})();`;
