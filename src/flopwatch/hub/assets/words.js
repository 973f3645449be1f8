// The messages of scripts, in the page's language, by gettext. A page in another language carries the messages of its own scripts in a
// block of data (hub/script_messages.py); without that block every message is returned unchanged.
(function () {
  'use strict';

  // A catalogue's plural rule is a C expression over n. It is parsed here, because the content policy forbids evaluating text.
  function ruleOf(text) {
    const parts = text.match(/[0-9]+|n|&&|\|\||[=!<>]=|[-+*/%<>!?:()]/g) || [];
    const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']];
    const DO = {
      '||': (a, b) => a || b, '&&': (a, b) => a && b, '==': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b) => a < b,
      '>': (a, b) => a > b, '<=': (a, b) => a <= b, '>=': (a, b) => a >= b, '+': (a, b) => a + b, '-': (a, b) => a - b,
      '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / b), '%': (a, b) => a % b,
    };
    let at = 0;
    function choice() {
      const test = binary(0);
      if (parts[at] !== '?') return test;
      at++;
      const yes = choice();
      at++; // the colon
      const no = choice();
      return (n) => (test(n) ? yes(n) : no(n));
    }
    function binary(level) {
      if (level === LEVELS.length) return single();
      let left = binary(level + 1);
      while (LEVELS[level].includes(parts[at])) {
        const act = DO[parts[at++]], before = left, right = binary(level + 1);
        left = (n) => Number(act(before(n), right(n)));
      }
      return left;
    }
    function single() {
      const part = parts[at++];
      if (part === '!') {
        const of = single();
        return (n) => Number(!of(n));
      }
      if (part === '(') {
        const inside = choice();
        at++; // its end
        return inside;
      }
      return part === 'n' ? (n) => n : () => Number(part);
    }
    return choice();
  }

  const block = document.getElementById('words');
  const catalogue = block ? JSON.parse(block.textContent) : {plural: 'n != 1', messages: {}};
  const known = new Map(Object.entries(catalogue.messages));
  const form = ruleOf(catalogue.plural);
  const PLACE = /%\(([a-z_0-9]+)\)s|%%/g;
  const filled = (words, values) => words.replace(PLACE, (whole, name) => (name === undefined ? '%' : String(values[name])));

  // gettext('Add') and, with placeholders, gettext('Remove %(name)s', {name}), where %% gives %.
  function gettext(message, values) {
    const words = known.has(message) ? known.get(message) : message;
    return values ? filled(words, values) : words;
  }
  // ngettext('%(count)s model', '%(count)s models', 12): the count is unchanged unless `values` formats it.
  function ngettext(one, many, count, values) {
    const words = known.has(one) ? known.get(one)[form(count)] : count === 1 ? one : many;
    return filled(words, {count, ...values});
  }
  // A message with nodes as its values: phrase(gettext('90%%: %(low)s to %(high)s'), {low, high}).
  function phrase(words, values) {
    const made = document.createDocumentFragment();
    let end = 0;
    for (const found of words.matchAll(PLACE)) {
      made.append(words.slice(end, found.index), found[1] === undefined ? '%' : values[found[1]]);
      end = found.index + found[0].length;
    }
    made.append(words.slice(end));
    return made;
  }
  // Keeps the order of a figure on a right-to-left page.
  function isolated(...nodes) {
    const made = document.createElement('bdi');
    made.dir = 'ltr';
    made.append(...nodes);
    return made;
  }
  // Text kept in English as recorded (receipts, reasons): marked as English on pages in another language.
  function recorded(node) {
    if (document.documentElement.lang !== 'en') Object.assign(node, {lang: 'en', dir: 'ltr'});
    return node;
  }
  // Copies a text and says so on the button for two seconds, also if the browser does not allow it.
  function copyText(button, text) {
    const label = button.dataset.label || (button.dataset.label = button.textContent);
    const tell = (words) => {
      button.textContent = words;
      setTimeout(() => (button.textContent = label), 2000);
    };
    const refused = () => tell(gettext('Copy it by hand'));
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => tell(gettext('Copied')), refused);
    else refused();
  }

  globalThis.flopwatchWords = {gettext, ngettext, phrase, isolated, recorded, ruleOf, copyText};
})();
