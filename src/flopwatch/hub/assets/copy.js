// Copied figures keep their exponents: 3.8 × 10²⁵, never 3.8 × 1025.
(function () {
  'use strict';
  const RAISED = {'-': '⁻', '−': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹'};
  const raised = (text) => [...text].map((one) => RAISED[one] || one).join('');
  // An element's text with its exponents raised, as copying it gives.
  function textOf(node) {
    const copy = node.cloneNode(true);
    copy.querySelectorAll('sup').forEach((sup) => (sup.textContent = raised(sup.textContent)));
    return copy.textContent.trim();
  }
  // One letter replaces one, so that a selection which begins or ends in an exponent stays as it is.
  document.addEventListener('copy', (event) => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !event.clipboardData || event.target.closest?.('input, textarea')) return;
    const {anchorNode, anchorOffset, focusNode, focusOffset} = selection;
    const nodes = [...document.querySelectorAll('main sup')].filter((sup) => selection.containsNode(sup, true) && sup.firstChild).map((sup) => sup.firstChild);
    if (!nodes.length) return;
    const before = nodes.map((node) => node.data);
    nodes.forEach((node) => (node.data = raised(node.data)));
    selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    event.clipboardData.setData('text/plain', selection.toString());
    nodes.forEach((node, at) => (node.data = before[at]));
    selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    event.preventDefault();
  });

  globalThis.flopwatchCopy = {textOf};
})();
