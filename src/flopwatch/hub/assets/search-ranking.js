// The order of what a search finds: the same rules as in hub/search_ranking.py. Loaded when the search is first used.
(function () {
  'use strict';
  const LONGEST = 100, NEAR = 0.5, SUGGESTED = 5;
  const RUN = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{2fa1f}]+|\p{Nd}+|(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{2fa1f}])\p{L})+/gu;
  const UNSPACED = /^[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{2fa1f}]/u;

  // A text's words without case and marks; letters and digits are apart, and scripts without blanks give pairs of letters.
  function searchWords(text) {
    const plain = text.normalize('NFKD').replace(/\p{Mn}/gu, '').normalize('NFC').toLowerCase();
    const words = [];
    for (const run of plain.match(RUN) || []) {
      const letters = [...run];
      if (UNSPACED.test(run) && letters.length > 2) for (let at = 0; at + 1 < letters.length; at++) words.push(letters[at] + letters[at + 1]);
      else words.push(run);
    }
    return words;
  }
  // Words of each item's names and description, found once: [names, everything], a name as [words, words without blanks].
  const known = new Map();
  function wordsOf(items) {
    if (!known.has(items)) {
      known.set(items, items.map(([, name, , also = [], about = '']) => {
        const names = [name, ...also].map(searchWords).map((words) => ({words, joined: words.join('')}));
        return {names, all: [...searchWords(about), ...names.flatMap((one) => one.words)]};
      }));
    }
    return known.get(items);
  }
  const allBegin = (words, asked) => asked.every((one) => words.some((word) => word.startsWith(one)));
  function rankOfName({words, joined}, asked, compact) {
    if (joined === compact) return words.length === asked.length && words.every((word, at) => word === asked[at]) ? 0 : 1;
    if (asked.every((one, at) => words[at] === one)) return 2;
    if (asked.every((one) => words.includes(one))) return 3;
    if (joined.startsWith(compact)) return 4;
    return allBegin(words, asked) ? 5 : Infinity;
  }
  function rankOf({names, all}, asked, compact) {
    const best = Math.min(...names.map((one, place) => rankOfName(one, asked, compact) + (place ? 0.5 : 0)));
    if (best < Infinity) return best;
    if (allBegin(all, asked)) return 6;
    return compact.length > 2 && names.some((one) => one.joined.includes(compact)) ? 7 : Infinity;
  }
  // Places of the items that a query finds, the best first.
  function ranked(items, query) {
    const asked = searchWords([...query].slice(0, LONGEST).join('')), compact = asked.join('');
    if (!asked.length) return [];
    return wordsOf(items).map((one, at) => [rankOf(one, asked, compact), at]).filter(([rank]) => rank < Infinity)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, at]) => at);
  }
  const pairsOf = (letters) => new Set(letters.length < 2 ? [letters.join('')] : letters.slice(1).map((letter, at) => letters[at] + letter));
  // Letters to add, leave out, replace or swap with a neighbour to turn one name into the other.
  function editDistance(a, b) {
    let before = [], last = b.map((letter, at) => at + 1);
    last.unshift(0);
    a.forEach((one, i) => {
      const row = [i + 1];
      b.forEach((other, j) => {
        const swapped = i && j && one === b[j - 1] && a[i - 1] === other ? before[j - 1] + 1 : Infinity;
        row.push(Math.min(last[j + 1] + 1, row[j] + 1, last[j] + (one === other ? 0 : 1), swapped));
      });
      before = last;
      last = row;
    });
    return last.at(-1);
  }
  function likeness(one, other) {
    if (!one.length || !other.length) return 0;
    const mine = pairsOf(one), theirs = pairsOf(other), longer = Math.max(one.length, other.length);
    const common = (2 * [...mine].filter((pair) => theirs.has(pair)).length) / (mine.size + theirs.size);
    if (common >= NEAR || 2 * Math.abs(one.length - other.length) > longer) return common;
    return Math.max(common, 1 - editDistance(one, other) / longer);
  }
  // Places of up to five items whose names are most like a query.
  function nearNames(items, query) {
    const asked = [...searchWords([...query].slice(0, LONGEST).join('')).join('')];
    return wordsOf(items).map((one, at) => [Math.max(...one.names.map(({joined}) => likeness(asked, [...joined]))), at])
      .filter(([share]) => share >= NEAR).sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, SUGGESTED).map(([, at]) => at);
  }

  globalThis.flopwatchRanking = {searchWords, ranked, nearNames};
})();
