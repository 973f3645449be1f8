// Every table with a head: sorted by number or by words, and saved as CSV with plain numbers.
(function () {
  'use strict';
  const {gettext} = globalThis.flopwatchWords;
  const {textOf} = globalThis.flopwatchCopy;
  const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹', POWER = /(?:(\d+(?:\.\d+)?)\s*×\s*)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g;
  const SUFFIX = {k: 1e3, K: 1e3, M: 1e6, B: 1e9, T: 1e12};
  // A cell's text on one line, with 3.8 × 10²⁵ as 3.8e25.
  function plain(cell) {
    const exponent = (text) => [...text].map((one) => (one === '⁻' ? '-' : RAISED.indexOf(one))).join('');
    const shown = cell.cloneNode(true);
    shown.querySelectorAll('br').forEach((one) => one.replaceWith(' '));
    // Lines of a cell have no blank between them: one conflict's values, one threshold's laws.
    shown.querySelectorAll('div, li, p').forEach((one) => (one.previousElementSibling || one.previousSibling?.textContent.trim()) && one.before('; '));
    return textOf(shown).replace(POWER, (whole, mantissa, power) => `${mantissa || '1'}e${exponent(power)}`).replace(/\s+/g, ' ').replaceAll(' ; ', '; ').trim();
  }
  // The number that a text begins with; NaN for words and dates.
  function numberOf(text) {
    if (/^\d{4}-\d{2}/.test(text)) return NaN;
    const found = /^[<>≥≤≈$]*\s*(-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?)([kKMBT](?![a-z]))?/.exec(text);
    return found ? Number(found[1].replaceAll(',', '')) * (SUFFIX[found[2]] || 1) : NaN;
  }
  function compare(column, down) {
    return (one, other) => {
      const [a, b] = [one, other].map((row) => plain(row.cells[column])), [x, y] = [numberOf(a), numberOf(b)];
      if (!a || !b) return Number(!a) - Number(!b); // an empty cell stays last
      if (isNaN(x) !== isNaN(y)) return Number(isNaN(x)) - Number(isNaN(y));
      const order = isNaN(x) ? a.localeCompare(b, undefined, {numeric: true}) : x - y;
      return down ? -order : order;
    };
  }
  function sortable(table, heads, body) {
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      button.append(...head.childNodes);
      if (!button.textContent.trim()) return head.append(...button.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const now = head.getAttribute('aria-sort');
        const down = now ? now === 'ascending' : head.classList.contains('num');
        heads.forEach((one) => one.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        body.append(...[...body.rows].sort(compare(column, down)));
      });
    });
  }
  function csv(table) {
    const safe = (text) => (/^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) && isNaN(Number(text)) ? `'${text}` : text);
    const quoted = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return [...table.rows].map((row) => [...row.cells].map((cell) => quoted(safe(plain(cell)))).join(',')).join('\r\n') + '\r\n';
  }
  function savable(table) {
    const button = document.createElement('button'), line = document.createElement('p');
    button.type = 'button';
    button.className = 'quiet small';
    button.textContent = gettext('CSV');
    button.setAttribute('aria-label', gettext('This table as CSV'));
    button.addEventListener('click', () => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['\ufeff', csv(table)], {type: 'text/csv'}));
      link.download = `flopwatch-${location.pathname.split('/').pop().replace('.html', '') || 'table'}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
    line.className = 'table-csv';
    line.append(button);
    (table.closest('.wide') || table).after(line);
  }
  for (const table of document.querySelectorAll('main table')) {
    const heads = [...(table.tHead?.rows[0]?.cells || [])], body = table.tBodies[0];
    // The start page's and the explorer's tables have their own order and files.
    if (!heads.length || !body || body.rows.length < 2 || table.closest('.explore, #view-table, .compare')) continue;
    const regular = table.tBodies.length === 1 && [...table.rows].every((row) => row.cells.length === heads.length && [...row.cells].every((cell) => cell.colSpan === 1 && cell.rowSpan === 1));
    if (regular && body.rows.length > 2) sortable(table, heads, body);
    savable(table);
  }

  globalThis.flopwatchTables = {plain, numberOf, csv};
})();
