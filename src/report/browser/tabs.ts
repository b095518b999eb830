/** Colours, log scale, tabs. A link to something in another tab opens that tab. */
export const TABS = `
function pressed(button, on) { button.setAttribute('aria-pressed', String(on)); }
var theme = doc.getElementById('theme'), palette = doc.getElementById('palette'), prefersDark = matchMedia('(prefers-color-scheme: dark)');
function isDark() {
  var set = root.getAttribute('data-theme');
  return set ? set === 'dark' : prefersDark.matches;
}
theme.addEventListener('click', function () { root.setAttribute('data-theme', isDark() ? 'light' : 'dark'); pressed(theme, isDark()); });
prefersDark.addEventListener('change', function () { pressed(theme, isDark()); });
pressed(theme, isDark());
palette.addEventListener('click', function () {
  var on = root.getAttribute('data-palette') !== 'blue-orange';
  if (on) root.setAttribute('data-palette', 'blue-orange');
  else root.removeAttribute('data-palette');
  pressed(palette, on);
});

all('[data-log]').forEach(function (button) {
  button.addEventListener('click', function () { pressed(button, !button.closest('figure').classList.toggle('is-lin')); });
});

var tabs = all('nav.parts a'), panels = tabs.map(function (tab) { return doc.getElementById(tab.getAttribute('href').slice(1)); });
doc.querySelector('nav.parts ul').setAttribute('role', 'tablist');
doc.querySelector('nav.parts ul').setAttribute('aria-label', 'Parts of the report');
tabs.forEach(function (tab, i) {
  tab.parentNode.setAttribute('role', 'presentation');
  tab.setAttribute('role', 'tab');
  tab.setAttribute('aria-controls', panels[i].id);
  panels[i].setAttribute('role', 'tabpanel');
  panels[i].setAttribute('aria-labelledby', tab.id);
  tab.addEventListener('click', function (event) {
    event.preventDefault();
    choose(i);
    if (root.scrollTop > doc.querySelector('main').offsetTop) doc.querySelector('nav.parts').scrollIntoView();
    try { history.replaceState(null, '', '#' + panels[i].id); } catch (_) { /* pages without a place, as in frames, keep none */ }
  });
  tab.addEventListener('keydown', function (event) {
    var to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined && event.key === ' ') to = i;
    if (to === undefined) return;
    event.preventDefault();
    to = (to + tabs.length) % tabs.length;
    choose(to);
    tabs[to].focus();
  });
});
function choose(at) {
  tabs.forEach(function (tab, i) {
    tab.setAttribute('aria-selected', String(i === at));
    tab.tabIndex = i === at ? 0 : -1;
    panels[i].hidden = i !== at;
  });
}
function chooseByHash() {
  var target = location.hash.length > 1 ? doc.getElementById(location.hash.slice(1)) : null;
  var at = target ? panels.findIndex(function (panel) { return panel.contains(target); }) : -1;
  choose(Math.max(0, at));
  if (at >= 0 && target !== panels[at]) {
    var details = target.closest('details');
    if (details) details.open = true;
    target.scrollIntoView();
  }
}
addEventListener('hashchange', chooseByHash);
chooseByHash();
`;
