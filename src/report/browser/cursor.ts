/**
 * The cursor: what a chart says at a point, by pointer, finger and keys. Charts over time move together: each shows its point nearest to
 * the time under the cursor.
 */
export const CURSOR = String.raw`
function digits(value, n) {
  var text = Math.abs(value).toFixed(n), parts = text.split('.');
  parts[0] = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return (value < 0 && Number(text) !== 0 ? MINUS : '') + parts.join('.');
}
function write(value, kind) {
  if (value === null) return 'n/a';
  if (kind === 'percent') return digits(value * 100, 2) + ' %';
  if (kind === 'price') return digits(value, Math.abs(value) < 10 ? 4 : 2);
  if (kind === 'count') return digits(value, 0);
  if (kind === 'fine') return digits(value, 4);
  return digits(value, 2);
}

var groups = {};
all('figure[data-axis]').forEach(addFigure);
function addFigure(figure) {
  var name = figure.getAttribute('data-axis'), group = groups[name];
  if (!group) group = groups[name] = { axis: json(doc.getElementById('axis-' + name)), charts: [], at: -1 };
  var x = group.axis.x, last = x.length - 1, plot = figure.querySelector('.plot');
  var chart = { plot: plot, cross: mark('cross'), ring: null, out: figure.querySelector('.readout'), values: json(figure.querySelector('.values')) };
  if (chart.values.y) chart.ring = mark('ring');
  group.charts.push(chart);
  function mark(className) {
    var element = doc.createElement('div');
    element.className = className;
    element.hidden = true;
    plot.appendChild(element);
    return element;
  }
  plot.tabIndex = 0;
  plot.setAttribute('role', 'slider');
  plot.setAttribute('aria-label', figure.querySelector('h3').textContent + ', value at a point');
  plot.setAttribute('aria-valuemin', '0');
  plot.setAttribute('aria-valuemax', String(Math.max(0, last)));
  function point(event) { move(group, chart.ring ? closest(chart, x, event) : nearest(x, event, plot), true); }
  plot.addEventListener('pointermove', point);
  plot.addEventListener('pointerdown', point);
  // A finger that is lifted leaves too: what it pointed at stays.
  plot.addEventListener('pointerleave', function (event) { if (event.pointerType !== 'touch' && doc.activeElement !== plot) move(group, last, false); });
  plot.addEventListener('blur', function () { move(group, last, false); });
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
    move(group, Math.min(last, Math.max(0, at)), true);
  });
  show(group, last, false);
}
function forgetFigure(figure) { delete groups[figure.getAttribute('data-axis')]; }
function search(list, isBelow) {
  var low = 0, high = list.length - 1;
  while (high - low > 1) { var middle = (low + high) >> 1; if (isBelow(list[middle])) low = middle; else high = middle; }
  return [low, Math.max(low, high)];
}
function nearest(x, event, plot) {
  var box = plot.getBoundingClientRect(), wanted = ((event.clientX - box.left) / box.width) * 10000;
  var ends = search(x, function (value) { return value < wanted; });
  return wanted - x[ends[0]] < x[ends[1]] - wanted ? ends[0] : ends[1];
}
function closest(chart, x, event) {
  var box = chart.plot.getBoundingClientRect(), best = 0, least = Infinity;
  for (var i = 0; i < x.length; i += 1) {
    var dx = (x[i] / 10000) * box.width - (event.clientX - box.left), dy = (chart.values.y[i] / 100) * box.height - (event.clientY - box.top);
    if (dx * dx + dy * dy < least) { least = dx * dx + dy * dy; best = i; }
  }
  return best;
}
function move(group, at, visible) {
  show(group, at, visible);
  if (!group.axis.time || at < 0) return;
  var time = group.axis.t[at];
  Object.keys(groups).forEach(function (name) {
    var other = groups[name], t = other.axis.t;
    if (other === group || !other.axis.time || t.length === 0) return;
    var inside = time >= t[0].slice(0, time.length) && time.slice(0, t[t.length - 1].length) <= t[t.length - 1];
    if (!visible || !inside) { show(other, t.length - 1, false); return; }
    var ends = search(t, function (label) { return label <= time; });
    show(other, t[ends[1]] <= time ? ends[1] : ends[0], true);
  });
}
function show(group, at, visible) {
  if (at < 0) return;
  group.at = at;
  group.charts.forEach(function (chart) {
    chart.cross.hidden = !visible;
    chart.cross.style.left = group.axis.x[at] / 100 + '%';
    if (chart.ring) {
      chart.ring.hidden = !visible;
      chart.ring.style.left = group.axis.x[at] / 100 + '%';
      chart.ring.style.top = chart.values.y[at] + '%';
    }
    chart.out.textContent = '';
    var when = doc.createElement('b'), words = [group.axis.t[at]];
    when.textContent = group.axis.t[at];
    chart.out.appendChild(when);
    chart.values.lines.forEach(function (line) {
      if (line.v[at] === null && chart.values.kind === 'count') return;
      var part = doc.createElement('span'), text = line.name + ' ' + write(line.v[at], chart.values.kind);
      part.textContent = text;
      words.push(text);
      chart.out.appendChild(part);
    });
    chart.plot.setAttribute('aria-valuenow', String(at));
    chart.plot.setAttribute('aria-valuetext', words.join(', '));
  });
}
`;
