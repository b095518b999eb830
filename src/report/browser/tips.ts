/** Definitions on hover, focus and tap; Escape and scrolling take them away. */
export const TIPS = `
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
function wireTip(button) {
  button.addEventListener('pointerenter', function (event) { if (event.pointerType === 'mouse') showTip(button); });
  button.addEventListener('pointerleave', function (event) { if (event.pointerType === 'mouse') later(); });
  button.addEventListener('focus', function () { showTip(button); });
  button.addEventListener('blur', hideTip);
  if (button.tagName === 'A') button.addEventListener('click', function (event) { event.preventDefault(); showTip(button); });
}
all('a[data-term]').forEach(wireTip);
tip.addEventListener('pointerenter', function () { clearTimeout(timer); });
tip.addEventListener('pointerleave', later);
doc.addEventListener('keydown', function (event) { if (event.key === 'Escape') hideTip(); });
addEventListener('scroll', function () { if (open) hideTip(); }, { passive: true });
`;
