// The explorer's words: figures, the trend as a sentence, titles, names of eras, text cut to a length.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {doublingMonths, factorOf} = F.stats;

  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  const eraWords = (era) => {
    const [y, m] = era.split('-').map(Number);
    return m ? `${MONTHS[m - 1]} ${y}` : String(y);
  };
  function eraName(eras, place) {
    if (place === 0) return `Before ${eraWords(eras[0])}`;
    if (place === eras.length) return `From ${eraWords(eras[place - 1])}`;
    return `${eraWords(eras[place - 1])} to ${eraWords(eras[place])}`;
  }

  // ------------------------------------------------------------------ words
  // As Python's format(x, '.2g') and its kin have it for these sizes: so many significant digits, never an exponent.
  function digits(value, significant = 2) {
    if (!Number.isFinite(value)) return '∞';
    if (value >= 1e6) return value.toExponential(significant - 1).replace('e+', 'e');
    const rounded = Number(value.toPrecision(significant)); // 9.96 is 10, not 10.0
    const places = Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(rounded) || 1)));
    return rounded.toFixed(Math.min(places, 8));
  }
  const months = (m) => (m === null ? 'never' : m >= 36 ? `${digits(m / 12)} years` : `${digits(m)} months`);
  // "6.5 to 7.7" where the figure before it has said the unit.
  function monthsBetween(low, high, said) {
    const [a, b] = [months(low), months(high)], unit = said.split(' ')[1];
    return [a, b].every((t) => t.endsWith(` ${unit}`)) ? `${a.split(' ')[0]} to ${b.split(' ')[0]}` : `${a} to ${b}`;
  }

  // The trend as a sentence in parts: what, how fast, the rest.
  function sentence(trend, state, quantities) {
    const about = quantities.find((q) => q[0] === state.y), other = quantities.find((q) => q[0] === state.x);
    const {fit} = trend;
    const who = [trend.name, trend.era].filter(Boolean).join(', ');
    if (fit.reason) return {who, main: `${who ? 'no' : 'No'} trend: ${fit.reason}.`, rest: ''};
    const units = fit.units === fit.n ? '' : ` of ${fit.clusters} organisations`;
    const count = `n = ${fit.n.toLocaleString('en')}${units}, R² = ${fit.r2.toFixed(2)}`;
    if (other) {
      return {
        who, main: `${who ? '' : `${about[3]} `}${fit.slope >= 0 ? 'grows' : 'falls'} with ${other[2].toLowerCase()} to the power ${fit.slope.toFixed(2)}`,
        rest: `(90%: ${fit.low.toFixed(2)} to ${fit.high.toFixed(2)}), ${count}.`,
      };
    }
    const [low, factor, high] = [fit.low, fit.slope, fit.high].map(factorOf);
    const verb = fit.slope >= 0 ? 'grows' : 'shrinks to';
    const subject = who ? '' : `${about[3]} `; // with several trends the title names what grows
    const doubling = doublingMonths(fit.slope);
    const range = [doublingMonths(fit.high), doublingMonths(fit.low)];
    const pace = doubling === null ? ''
      : `, doubling every ${months(doubling)} (${monthsBetween(...range, months(doubling))})`;
    return {who, main: `${subject}${verb} ${digits(factor)}× per year`, rest: `(90%: ${digits(low)} to ${digits(high)})${pace}; ${count}.`};
  }

  const title = (state, quantities) => {
    const of = (id) => quantities.find((q) => q[0] === id)[2];
    return state.x === 'date' ? `${of(state.y)} of AI models` : `${of(state.y)} against ${of(state.x).toLowerCase()}`;
  };

  // Direction marks and control characters have no business on a canvas or in a file's name.
  const clean = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, ' ').replace(/\s+/g, ' ').trim();
  function cut(text, most) {
    const letters = Array.from(clean(text));
    return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
  }

  F.words = {clean, cut, digits, eraName, sentence, title};
})();
