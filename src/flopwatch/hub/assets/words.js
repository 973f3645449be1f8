// The words that scripts write, in the page's language: gettext as everywhere. A page in another language carries the messages of its
// own scripts in a block of data (i18n.script_words); without that block every message is its own answer.
(function () {
  'use strict';

  // A catalogue's plural rule is an expression of C over n. It is read here, for the pages' policy forbids to evaluate text.
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
  const told = block ? JSON.parse(block.textContent) : {plural: 'n != 1', messages: {}};
  const known = new Map(Object.entries(told.messages));
  const form = ruleOf(told.plural);
  const PLACE = /%\(([a-z_0-9]+)\)s|%%/g;
  const filled = (words, values) => words.replace(PLACE, (whole, name) => (name === undefined ? '%' : String(values[name])));

  // gettext('Add') and, with places, gettext('Remove %(name)s', {name}), where %% stands for %.
  function gettext(message, values) {
    const words = known.has(message) ? known.get(message) : message;
    return values ? filled(words, values) : words;
  }
  // ngettext('%(count)s model', '%(count)s models', 12): the count as it is, unless `values` write it otherwise.
  function ngettext(one, many, count, values) {
    const words = known.has(one) ? known.get(one)[form(count)] : count === 1 ? one : many;
    return filled(words, {count, ...values});
  }
  // A message with nodes in its places: phrase(gettext('90%%: %(low)s to %(high)s'), {low, high}).
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
  // A figure keeps its order on a page that runs from right to left.
  function isolated(...nodes) {
    const made = document.createElement('bdi');
    made.dir = 'ltr';
    made.append(...nodes);
    return made;
  }
  // What is kept in English as it was recorded (receipts, reasons): said to be so on pages in another language.
  function recorded(node) {
    if (document.documentElement.lang !== 'en') Object.assign(node, {lang: 'en', dir: 'ltr'});
    return node;
  }

  globalThis.flopwatchWords = {gettext, ngettext, phrase, isolated, recorded, ruleOf};
})();
